import { about as aboutRoute } from '@stoa/contract/operation'
import { Link, useNavigate } from '@tanstack/react-router'
import { useCallback, useEffect, useState } from 'react'
import { useClient, useStore } from '../../components/ClientContext.tsx'
import { Logo } from '../../components/Logo.tsx'
import { useQuery } from '../../components/useQuery.ts'
import { type AskedCode, keepAskedCode, readAskedCode } from './askedCode.ts'
import { CodeStep } from './CodeStep.tsx'
import { DemoAccounts } from './DemoAccounts.tsx'
import { EmailStep } from './EmailStep.tsx'

/** E-mail, then code. Where the server has demo accounts, those with one click. `to` is where to go then. */
export function SignInPage({ to }: { readonly to: string }) {
  const client = useClient()
  const session = useStore(client.session)
  const navigate = useNavigate()
  const [asked, setAsked] = useState(() => readAskedCode(sessionStorage, Date.now()))
  const ask = (next: AskedCode | undefined) => {
    keepAskedCode(sessionStorage, next)
    setAsked(next)
  }
  const [about] = useQuery(useCallback(() => client.call(aboutRoute), [client]))
  const known = about.status === 'ready' ? about.value : undefined
  const signedIn = session.status === 'signed-in'
  useEffect(() => {
    if (!signedIn) return
    keepAskedCode(sessionStorage, undefined)
    void navigate({ href: to, replace: true })
  }, [signedIn, navigate, to])
  const ended = session.status === 'signed-out' && session.reason !== undefined

  return (
    <div className="flex min-h-dvh flex-col bg-canvas">
      <main id="main" className="m-auto flex w-full max-w-md flex-col gap-6 px-5 py-10">
        <Link to="/" className="flex items-center gap-3 self-start rounded-xl" aria-label="Stoa, start page">
          <Logo className="size-9" />
          <span className="font-display font-semibold text-2xl tracking-tight">Stoa</span>
        </Link>
        <section className="rounded-3xl border border-line bg-surface p-6 shadow-low sm:p-8">
          {ended && asked === undefined && (
            <p role="status" className="mb-5 rounded-xl bg-warn-soft px-3.5 py-2.5 text-sm text-warn">
              Your session has ended. Sign in again to go on.
            </p>
          )}
          {asked === undefined ? (
            <EmailStep onAsked={ask} />
          ) : (
            <CodeStep asked={asked} onAsked={ask} onBack={() => ask(undefined)} />
          )}
          {known?.mailbox === true && asked !== undefined && (
            <p className="mt-5 border-line border-t pt-4 text-ink-soft text-sm">
              This server keeps its mail to itself: find the code in the{' '}
              <a
                href="/mailbox"
                target="_blank"
                rel="noreferrer"
                className="font-medium text-accent underline"
              >
                mailbox page
              </a>
              .
            </p>
          )}
        </section>
        {known?.demo === true && asked === undefined && <DemoAccounts />}
      </main>
    </div>
  )
}
