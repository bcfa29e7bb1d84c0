import { useEffect } from 'react'

/**
 * Ctrl or Cmd and Enter run, wherever the focus is but in fields that have their own use for it, such as the chat's. Heard before the
 * editor hears it, to which it would be a new line.
 */
export function useRunShortcut(run: () => void, active: boolean): void {
  useEffect(() => {
    if (!active) return undefined
    const hear = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return
      if (hasItsOwnUse(event.target)) return
      event.preventDefault()
      event.stopPropagation()
      if (!event.repeat) run()
    }
    window.addEventListener('keydown', hear, { capture: true })
    return () => window.removeEventListener('keydown', hear, { capture: true })
  }, [run, active])
}

function hasItsOwnUse(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false
  if (target.closest('[role="dialog"], [role="alertdialog"]') !== null) return true
  const isField = target.matches('input, textarea, [contenteditable="true"]')
  return isField && target.closest('.cm-editor, [data-runs]') === null
}
