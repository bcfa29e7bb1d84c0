import { useNavigate } from '@tanstack/react-router'
import { useEffect, useEffectEvent } from 'react'

export interface ShortcutsOptions {
  readonly onNew: () => void
  readonly onHelp: () => void
}

/** Keys that work anywhere in chat but where something is being written. The dialog lists them. */
export function useShortcuts({ onNew, onHelp }: ShortcutsOptions): void {
  const navigate = useNavigate()
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (
      event.defaultPrevented ||
      document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null
    )
      return
    if ((event.ctrlKey || event.metaKey) && event.key === 'k') {
      event.preventDefault()
      document.getElementById('search')?.focus()
      return
    }
    if (event.ctrlKey || event.metaKey || event.altKey || writes(event.target)) return
    if (event.key === 'n') {
      event.preventDefault()
      onNew()
    } else if (event.key === '?') onHelp()
    else if (event.key === '/') {
      event.preventDefault()
      document.getElementById('search')?.focus()
    } else if (event.key === 'c') {
      event.preventDefault()
      document.getElementById('composer')?.focus()
    } else if (event.key === 'Escape') void navigate({ to: '/chat' })
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event)
    window.addEventListener('keydown', listener)
    return () => window.removeEventListener('keydown', listener)
  }, [])
}

function writes(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  )
}
