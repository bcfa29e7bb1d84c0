import {
  Clipboard,
  FilePen,
  FilePlus,
  FileX,
  Flag,
  History,
  Languages,
  LogIn,
  LogOut,
  type LucideIcon,
  Play,
  StickyNote,
} from 'lucide-react'
import type { MarkKind } from './engine/marks.ts'

interface Look {
  readonly icon: LucideIcon
  /** Its colour on the timeline. */
  readonly colour: string
}

export const markLooks: Readonly<Record<MarkKind, Look>> = {
  run: { icon: Play, colour: 'var(--online)' },
  paste: { icon: Clipboard, colour: 'var(--danger)' },
  restore: { icon: History, colour: 'var(--warn)' },
  language: { icon: Languages, colour: 'var(--accent)' },
  version: { icon: Flag, colour: 'var(--accent-strong)' },
  document: { icon: FilePlus, colour: 'var(--ink-faint)' },
  renamed: { icon: FilePen, colour: 'var(--ink-faint)' },
  removed: { icon: FileX, colour: 'var(--ink-faint)' },
  joined: { icon: LogIn, colour: 'var(--ink-faint)' },
  left: { icon: LogOut, colour: 'var(--ink-faint)' },
  note: { icon: StickyNote, colour: 'var(--warn)' },
}
