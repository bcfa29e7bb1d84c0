import { createChat } from '@stoa/contract/chat'
import type { Fault, UserId } from '@stoa/contract/http'
import { useNavigate } from '@tanstack/react-router'
import { useClient } from '../../../components/ClientContext.tsx'
import { useTask } from '../../../components/useTask.ts'

export interface OpenDirect {
  readonly busy: boolean
  readonly fault: Fault | undefined
  /** Goes to the one conversation with somebody, making it where there is none (M5). */
  open(user: UserId): Promise<boolean>
}

export function useOpenDirect(): OpenDirect {
  const client = useClient()
  const navigate = useNavigate()
  const task = useTask()
  return {
    busy: task.busy,
    fault: task.fault,
    open: (user) =>
      task.run(async () => {
        const room = await client.call(createChat, { body: { kind: 'direct', user } })
        await navigate({ to: '/chat/$room', params: { room: room.id } })
      }),
  }
}
