import { Outlet, useParams, useRouter } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { classes } from '../../components/classes.ts'
import { NewChatDialog } from './panels/NewChatDialog.tsx'
import { ShortcutsDialog } from './panels/ShortcutsDialog.tsx'
import { Sidebar } from './rooms/Sidebar.tsx'
import { useDocumentTitle } from './useDocumentTitle.ts'
import { useShortcuts } from './useShortcuts.ts'

/** Rooms beside the open conversation; on narrow screens one or the other. */
export function ChatPage() {
  const { room } = useParams({ strict: false })
  const [dialog, setDialog] = useState<'new' | 'shortcuts'>()
  const router = useRouter()
  useEffect(() => {
    // So that a conversation opens also where there is no network any more.
    router.loadRouteChunk(router.routesById['/inside/members/chat/$room'])
  }, [router])
  useDocumentTitle()
  useShortcuts({ onNew: () => setDialog('new'), onHelp: () => setDialog('shortcuts') })
  return (
    <div className="flex h-full">
      <aside
        aria-label="Rooms"
        className={classes(
          'h-full w-full flex-col border-line bg-surface md:flex md:w-72 md:border-r lg:w-88',
          room === undefined ? 'flex' : 'hidden',
        )}
      >
        <Sidebar open={room} onNew={() => setDialog('new')} />
      </aside>
      <main
        id="main"
        tabIndex={-1}
        className={classes(
          'h-full min-w-0 flex-1 bg-canvas outline-none md:flex',
          room === undefined ? 'hidden' : 'flex',
        )}
      >
        <Outlet />
      </main>
      <NewChatDialog open={dialog === 'new'} onClose={() => setDialog(undefined)} />
      <ShortcutsDialog open={dialog === 'shortcuts'} onClose={() => setDialog(undefined)} />
    </div>
  )
}
