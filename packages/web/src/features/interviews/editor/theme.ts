import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import type { Extension } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { tags } from '@lezer/highlight'

const colours = {
  keyword: 'light-dark(#8b2a6b, #e5a1cf)',
  text: 'light-dark(#2a6537, #a3d6a5)',
  number: 'light-dark(#8f4500, #f0b986)',
  comment: 'var(--ink-faint)',
  name: 'light-dark(#1f5f8b, #7cbce8)',
  type: 'light-dark(#0b6464, #7fd1cc)',
  wrong: 'var(--danger)',
}

const highlighting = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier, tags.controlKeyword], color: colours.keyword },
  { tag: [tags.string, tags.special(tags.string), tags.regexp, tags.character], color: colours.text },
  { tag: [tags.number, tags.bool, tags.null, tags.atom, tags.escape], color: colours.number },
  { tag: [tags.comment, tags.meta], color: colours.comment, fontStyle: 'italic' },
  {
    tag: [tags.function(tags.variableName), tags.function(tags.propertyName), tags.macroName],
    color: colours.name,
  },
  { tag: [tags.typeName, tags.className, tags.namespace, tags.tagName], color: colours.type },
  { tag: tags.definition(tags.variableName), color: colours.name },
  { tag: tags.heading, fontWeight: '600' },
  { tag: tags.invalid, color: colours.wrong },
])

/** The app's tokens, which change with the theme by themselves. Within a shadow root, so the app's own sheet does not reach here. */
const look = EditorView.theme({
  '&': { height: '100%', color: 'var(--ink)', backgroundColor: 'var(--raised)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': {
    fontFamily: 'ui-monospace, "SF Mono", "Cascadia Code", "Noto Sans Mono", "DejaVu Sans Mono", monospace',
    lineHeight: '1.55',
    scrollbarWidth: 'thin',
    scrollbarColor: 'var(--line-strong) transparent',
  },
  '.cm-content': { padding: '0.5rem 0', caretColor: 'var(--accent)' },
  '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--accent)', borderLeftWidth: '2px' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground, .cm-content ::selection':
    { backgroundColor: 'color-mix(in srgb, var(--accent) 26%, transparent)' },
  '.cm-gutters': { backgroundColor: 'var(--raised)', color: 'var(--ink-faint)', border: 'none' },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--ink) 4%, transparent)' },
  '.cm-activeLineGutter': { backgroundColor: 'transparent', color: 'var(--ink)' },
  '.cm-selectionMatch, .cm-searchMatch': { backgroundColor: 'var(--mark)' },
  '.cm-searchMatch-selected': { outline: '2px solid var(--accent)' },
  '&.cm-focused .cm-matchingBracket': {
    backgroundColor: 'var(--accent-soft)',
    outline: '1px solid var(--accent)',
  },
  '.cm-foldPlaceholder': { backgroundColor: 'var(--sunken)', border: 'none', color: 'var(--ink-soft)' },
  '.cm-panels': { backgroundColor: 'var(--surface)', color: 'var(--ink)', borderColor: 'var(--line)' },
  '.cm-panels.cm-panels-top': { borderBottom: '1px solid var(--line)' },
  '.cm-panels.cm-panels-bottom': { borderTop: '1px solid var(--line)' },
  '.cm-textfield': {
    backgroundColor: 'var(--raised)',
    color: 'var(--ink)',
    border: '1px solid var(--line-strong)',
    borderRadius: '0.5rem',
    padding: '0.2rem 0.5rem',
  },
  '.cm-button': {
    backgroundImage: 'none',
    backgroundColor: 'var(--sunken)',
    color: 'var(--ink)',
    border: '1px solid var(--line)',
    borderRadius: '0.5rem',
    padding: '0.2rem 0.6rem',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--raised)',
    color: 'var(--ink)',
    border: '1px solid var(--line)',
    borderRadius: '0.6rem',
    overflow: 'hidden',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--accent)',
    color: 'var(--on-accent)',
  },
  '.cm-vim-panel input': { color: 'var(--ink)', backgroundColor: 'transparent' },
  '.cm-fat-cursor': { background: 'color-mix(in srgb, var(--accent) 55%, transparent) !important' },
  '.cm-mergeView .cm-changedText, .cm-changedText': {
    background: 'color-mix(in srgb, var(--online) 28%, transparent)',
  },
  '.cm-insertedLine, .cm-changedLine': {
    backgroundColor: 'color-mix(in srgb, var(--online) 10%, transparent)',
  },
  '.cm-deletedChunk': { backgroundColor: 'color-mix(in srgb, var(--danger) 10%, transparent)' },
  '.cm-deletedChunk .cm-deletedText': { background: 'color-mix(in srgb, var(--danger) 25%, transparent)' },
  '.cm-collapsedLines': {
    background: 'var(--sunken)',
    color: 'var(--ink-soft)',
  },
})

/** Colours of an editor and of what is written in it. */
export const editorLook: Extension = [look, syntaxHighlighting(highlighting)]
