import { useClient } from '../../components/ClientContext.tsx'
import { type Task, useTask } from '../../components/useTask.ts'
import type { AskedCode } from './askedCode.ts'

export function useAskForCode(
  onAsked: (asked: AskedCode) => void,
): Pick<Task, 'busy' | 'fault'> & { ask(email: string): Promise<boolean> } {
  const client = useClient()
  const { run, busy, fault } = useTask()
  return {
    busy,
    fault,
    ask: (email) =>
      run(async () => {
        const { expiresIn } = await client.login(email)
        const sentAt = Date.now()
        onAsked({ email, sentAt, expiresAt: sentAt + expiresIn * 1000 })
      }),
  }
}
