import type { Extension } from '@codemirror/state'
import { EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view'

/** Must stand before what hands changes on, which learns by `onPaste` that the next one is one. Line ends become `\n`. */
export function pasting(onPaste: () => void): Extension {
  return [
    EditorView.clipboardInputFilter.of((text) => text.replaceAll(/\r\n?/g, '\n')),
    ViewPlugin.define(() => ({
      update({ docChanged, transactions }: ViewUpdate) {
        const pasted = transactions.some(
          (one) => one.isUserEvent('input.paste') || one.isUserEvent('input.drop'),
        )
        if (docChanged && pasted) onPaste()
      },
    })),
  ]
}
