import { OTPField } from '@base-ui/react/otp-field'
import { ArrowLeft } from 'lucide-react'
import { useEffect, useId, useRef, useState } from 'react'
import { Button } from '../../components/Button.tsx'
import { useClient } from '../../components/ClientContext.tsx'
import { Complaint } from '../../components/Complaint.tsx'
import { classes } from '../../components/classes.ts'
import { useNow } from '../../components/useNow.ts'
import { useTask } from '../../components/useTask.ts'
import type { AskedCode } from './askedCode.ts'
import { signInProblem } from './faultTexts.ts'
import { useAskForCode } from './useAskForCode.ts'

const places = [1, 2, 3, 4, 5, 6] as const
const resendAfter = 60_000

export interface CodeStepProps {
  readonly asked: AskedCode
  readonly onAsked: (asked: AskedCode) => void
  readonly onBack: () => void
}

export function CodeStep({ asked, onAsked, onBack }: CodeStepProps) {
  const { email } = asked
  const client = useClient()
  const id = useId()
  const [code, setCode] = useState('')
  const task = useTask()
  const first = useRef<HTMLInputElement>(null)
  const submit = async (entered: string) => {
    if (entered.length < places.length || task.busy) return
    const good = await task.run(() => client.verify(email, entered))
    if (good) return
    setCode('')
    first.current?.focus()
  }
  useEffect(() => first.current?.focus(), [])
  return (
    <form
      className="flex flex-col gap-5"
      onSubmit={(event) => {
        event.preventDefault()
        void submit(code)
      }}
    >
      <div>
        <button
          type="button"
          onClick={onBack}
          className="-ml-1 mb-3 inline-flex items-center gap-1.5 rounded-lg px-1 text-ink-soft text-sm hover:text-ink"
        >
          <ArrowLeft aria-hidden className="size-4" /> Another address
        </button>
        <h1 className="font-display font-medium text-3xl tracking-tight">Enter your code</h1>
        <p className="mt-1.5 text-ink-soft">
          We sent 6 digits to <strong className="break-all font-medium text-ink">{email}</strong>.
        </p>
      </div>
      <div className="flex flex-col gap-2">
        <label htmlFor={id} className="font-medium text-sm">
          6-digit code
        </label>
        <OTPField.Root
          id={id}
          length={places.length}
          value={code}
          onValueChange={setCode}
          onValueComplete={(value) => void submit(value)}
          readOnly={task.busy}
          className="grid grid-cols-6 gap-2"
        >
          {places.map((place) => (
            <OTPField.Input
              key={place}
              ref={place === 1 ? first : undefined}
              aria-label={place === 1 ? undefined : `Digit ${place} of ${places.length}`}
              className={classes(
                'h-14 w-full min-w-0 rounded-xl border bg-raised text-center font-semibold text-2xl tabular-nums read-only:opacity-60',
                task.fault === undefined ? 'border-line-strong/60' : 'border-danger',
              )}
            />
          ))}
        </OTPField.Root>
        <Complaint>{task.fault === undefined ? undefined : signInProblem(task.fault)}</Complaint>
      </div>
      <Button type="submit" busy={task.busy} disabled={code.length < places.length}>
        Sign in
      </Button>
      <Resend asked={asked} onAsked={onAsked} />
    </form>
  )
}

function Resend({ asked, onAsked }: Omit<CodeStepProps, 'onBack'>) {
  const now = useNow(1000)
  const task = useAskForCode(onAsked)
  const left = Math.ceil((asked.sentAt + resendAfter - now) / 1000)
  return (
    <div className="text-center text-ink-soft text-sm">
      {left > 0 ? (
        <span>No e-mail? You can ask for another code in {left} s.</span>
      ) : (
        <button
          type="button"
          onClick={() => void task.ask(asked.email)}
          disabled={task.busy}
          className="rounded font-medium text-accent underline"
        >
          Send another code
        </button>
      )}
      <Complaint>{task.fault === undefined ? undefined : signInProblem(task.fault)}</Complaint>
    </div>
  )
}
