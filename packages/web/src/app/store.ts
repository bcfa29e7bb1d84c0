import { configureStore } from '@reduxjs/toolkit'
import { asTheme, showTheme, themeKey, themeReducer } from '../components/theme.ts'
import { draftsKey, draftsReducer, keepDrafts, readDrafts } from '../features/chat/drafts.ts'
import {
  editorReducer,
  editorSettingsKey,
  readEditorSettings,
} from '../features/interviews/editor/settings.ts'

/** What belongs to this browser and not to the server: the chosen theme, unsent drafts, how the editor is liked. Kept in `storage`. */
export function createAppStore(storage: Storage, root: HTMLElement) {
  const store = configureStore({
    reducer: { theme: themeReducer, drafts: draftsReducer, editor: editorReducer },
    preloadedState: {
      theme: asTheme(storage.getItem(themeKey)),
      drafts: readDrafts(storage.getItem(draftsKey)),
      editor: readEditorSettings(storage.getItem(editorSettingsKey)),
    },
  })
  let kept = store.getState()
  store.subscribe(() => {
    const next = store.getState()
    if (next.theme !== kept.theme) {
      storage.setItem(themeKey, next.theme)
      showTheme(next.theme, root)
    }
    if (next.drafts !== kept.drafts) keepDrafts(storage, next.drafts)
    if (next.editor !== kept.editor) storage.setItem(editorSettingsKey, JSON.stringify(next.editor))
    kept = next
  })
  return store
}
