import { createSlice, type PayloadAction } from '@reduxjs/toolkit'

export const indents = ['2', '4', 'tab'] as const
/** Spaces, or a tab. */
export type Indent = (typeof indents)[number]

/** How somebody likes their editor, on this device. */
export interface EditorSettings {
  readonly vim: boolean
  readonly wrap: boolean
  /** Pixels. */
  readonly fontSize: number
  readonly indent: Indent
}

export const editorSettingsKey = 'stoa.editor'
export const fontSizes = { smallest: 10, largest: 28 } as const
const usual: EditorSettings = { vim: false, wrap: false, fontSize: 14, indent: '2' }

const slice = createSlice({
  name: 'editor',
  initialState: usual,
  reducers: {
    editorChanged: (settings, { payload }: PayloadAction<Partial<EditorSettings>>) =>
      checked({ ...settings, ...payload }),
  },
})

export const { editorChanged } = slice.actions
export const editorReducer = slice.reducer
export const selectEditor = (state: { readonly editor: EditorSettings }): EditorSettings => state.editor

/** Settings as kept in the browser; what is there and not ours is as usual. */
export function readEditorSettings(stored: string | null): EditorSettings {
  try {
    const kept: unknown = JSON.parse(stored ?? '{}')
    return typeof kept === 'object' && kept !== null ? checked(kept) : usual
  } catch {
    return usual
  }
}

function checked(kept: { readonly [Name in keyof EditorSettings]?: unknown }): EditorSettings {
  const { vim, wrap, fontSize, indent } = kept
  return {
    vim: vim === true,
    wrap: wrap === true,
    fontSize:
      typeof fontSize === 'number' && Number.isFinite(fontSize)
        ? Math.min(fontSizes.largest, Math.max(fontSizes.smallest, Math.round(fontSize)))
        : usual.fontSize,
    indent: indents.find((one) => one === indent) ?? usual.indent,
  }
}
