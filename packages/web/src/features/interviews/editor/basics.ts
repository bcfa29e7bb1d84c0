import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete'
import { defaultKeymap, indentWithTab } from '@codemirror/commands'
import { bracketMatching, codeFolding, foldGutter, foldKeymap, indentOnInput } from '@codemirror/language'
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search'
import { EditorState, type Extension } from '@codemirror/state'
import {
  crosshairCursor,
  drawSelection,
  dropCursor,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  rectangularSelection,
} from '@codemirror/view'

/** What every editor does, whatever is written in it. Tab indents; Escape, then Tab leaves, which is said when Escape is pressed. */
export const basics: Extension = [
  // So that its offsets are those of the shared text whatever characters are in it.
  EditorState.lineSeparator.of('\n'),
  lineNumbers(),
  highlightActiveLineGutter(),
  highlightSpecialChars(),
  codeFolding(),
  foldGutter(),
  drawSelection(),
  dropCursor(),
  EditorState.allowMultipleSelections.of(true),
  indentOnInput(),
  bracketMatching(),
  closeBrackets(),
  autocompletion(),
  rectangularSelection(),
  crosshairCursor(),
  highlightActiveLine(),
  highlightSelectionMatches(),
  search({ top: true }),
  keymap.of([
    ...closeBracketsKeymap,
    ...completionKeymap,
    ...searchKeymap,
    ...foldKeymap,
    // Ctrl Enter runs the code.
    ...defaultKeymap.filter(({ key }) => key !== 'Mod-Enter'),
    indentWithTab,
    { key: 'Escape', run: sayHowToLeave },
  ]),
]

function sayHowToLeave(view: EditorView): boolean {
  view.dispatch({ effects: EditorView.announce.of('Press Tab now to leave the editor.') })
  return false
}
