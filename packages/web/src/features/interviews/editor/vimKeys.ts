import { type Extension, Prec } from '@codemirror/state'
import { redo, undo } from './undo.ts'

/** Vim's keys, loaded when somebody wants them. `u` and `Ctrl-R` take back one's own changes alone. */
export async function vimKeys(): Promise<Extension> {
  const { CodeMirror, vim } = await import('@replit/codemirror-vim')
  CodeMirror.commands.undo = ({ cm6 }) => undo(cm6)
  CodeMirror.commands.redo = ({ cm6 }) => redo(cm6)
  return Prec.highest(vim({ status: true }))
}
