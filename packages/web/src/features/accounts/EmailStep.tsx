import { type FormEvent, useState } from 'react'
import { Button } from '../../components/Button.tsx'
import { Field } from '../../components/Field.tsx'
import { focusFirst } from '../../components/focusFirst.ts'
import type { AskedCode } from './askedCode.ts'
import { signInProblem } from './faultTexts.ts'
import { useAskForCode } from './useAskForCode.ts'

export function EmailStep({ onAsked }: { readonly onAsked: (asked: AskedCode) => void }) {
  const [email, setEmail] = useState('')
  const task = useAskForCode(onAsked)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void task.ask(email.trim())
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-5">
      <div>
        <h1 className="font-display font-medium text-3xl tracking-tight">Sign in</h1>
        <p className="mt-1.5 text-ink-soft">
          We send a code to your e-mail address. No password to remember.
        </p>
      </div>
      <Field
        label="E-mail address"
        type="email"
        name="email"
        autoComplete="email"
        ref={focusFirst}
        required
        maxLength={254}
        value={email}
        onChange={(event) => setEmail(event.target.value)}
        problem={task.fault === undefined ? undefined : signInProblem(task.fault)}
      />
      <Button type="submit" busy={task.busy}>
        Send me a code
      </Button>
    </form>
  )
}
