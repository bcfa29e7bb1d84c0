import type { Collaborator, ExcalidrawImperativeAPI, SocketId } from '@excalidraw/excalidraw/types'
import type { OpenDocument, OpenInterview } from '@stoa/client/interviews'
import { useEffect } from 'react'
import { useStore } from '../../../components/ClientContext.tsx'

/** Shows where the others point, and tells that this person does no more once it is closed. */
export function usePointers(
  board: ExcalidrawImperativeAPI | undefined,
  interview: OpenInterview,
  document: OpenDocument,
): void {
  const { places, session } = useStore(interview)
  useEffect(() => {
    const names = new Map(session?.participants.map(({ user, name }) => [user, name]))
    const others = [...places].flatMap(([user, { document: at, pointer }]) => {
      if (at !== document.seq || pointer === undefined) return []
      const [x, y] = pointer
      const other: Collaborator = {
        id: user,
        username: names.get(user) ?? '…',
        pointer: { x, y, tool: 'pointer' },
      }
      return [[socketId(user), other] as const]
    })
    board?.updateScene({ collaborators: new Map(others) })
  }, [board, places, session, document.seq])
  useEffect(() => () => document.point(null), [document])
}

/** Excalidraw's brand for who is at another screen. */
function socketId(user: string): SocketId {
  return user as SocketId
}
