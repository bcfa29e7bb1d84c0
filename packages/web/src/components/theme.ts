import { createSlice, type PayloadAction } from '@reduxjs/toolkit'

export type Theme = 'system' | 'light' | 'dark'
export const themes: readonly Theme[] = ['system', 'light', 'dark']
/** Also read by `public/theme.js`, before the first paint. */
export const themeKey = 'stoa.theme'

const slice = createSlice({
  name: 'theme',
  initialState: 'system' as Theme,
  reducers: { themeChosen: (_, action: PayloadAction<Theme>) => action.payload },
})

export const { themeChosen } = slice.actions
export const themeReducer = slice.reducer
export const selectTheme = (state: { readonly theme: Theme }): Theme => state.theme

export function asTheme(value: string | null): Theme {
  return themes.find((theme) => theme === value) ?? 'system'
}

/** Shows it. Without a choice the style sheet follows the system by itself. */
export function showTheme(theme: Theme, root: HTMLElement): void {
  if (theme === 'system') delete root.dataset['theme']
  else root.dataset['theme'] = theme
}
