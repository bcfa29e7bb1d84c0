import { getMe, unblockUser } from '@stoa/contract/accounts'
import type { UserId } from '@stoa/contract/http'
import { useClient } from './ClientContext.tsx'
import { useTask } from './useTask.ts'

/** Takes a block back, and reads one's account again so that every list of whom one blocked is right. */
export function useUnblock(user: UserId) {
  const client = useClient()
  const { busy, fault, run } = useTask()
  const unblock = () =>
    run(async () => {
      await client.call(unblockUser, { params: { user } })
      await client.call(getMe)
    })
  return { busy, fault, unblock }
}
