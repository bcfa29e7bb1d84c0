/**
 * The root an editor is put in. CodeMirror adds its rules to a shadow root as a constructed style sheet, but to a document
 * as a style element, which the content security policy refuses.
 */
export function editorRoot(host: HTMLElement): ShadowRoot {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' })
  root.replaceChildren()
  return root
}
