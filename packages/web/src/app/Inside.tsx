import type { Client } from '@stoa/client'
import { getRouteApi, Outlet, useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { Provider, useDispatch } from 'react-redux'
import { ClientContext, useStore } from '../components/ClientContext.tsx'
import { TimesProvider } from '../components/TimesContext.tsx'
import { draftsForgotten, draftsFound, followDrafts } from '../features/chat/drafts.ts'
import { AroundCalls } from './AroundCalls.tsx'
import { ConnectionBanner } from './ConnectionBanner.tsx'
import { Places } from './Places.tsx'
import { Opening } from './Root.tsx'
import { rememberSignedIn } from './signedIn.ts'
import { createAppStore } from './store.ts'

const route = getRouteApi('/inside')

/** Around every screen behind sign-in: the stores, the connection banner, and the way out when the session ends. */
export function Inside() {
  const { client } = route.useLoaderData()
  const [store] = useState(() => createAppStore(localStorage, document.documentElement))
  useEffect(() => followDrafts(localStorage, (drafts) => store.dispatch(draftsFound(drafts))), [store])
  return (
    <Provider store={store}>
      <ClientContext value={client}>
        <SignedIn client={client} />
      </ClientContext>
    </Provider>
  )
}

function SignedIn({ client }: { readonly client: Client }) {
  const session = useStore(client.session)
  const navigate = useNavigate()
  const dispatch = useDispatch()
  const signedIn = session.status === 'signed-in'
  const out = session.status === 'signed-out'
  const guest = useRef(false)
  const role = session.status === 'signed-in' ? session.me.role : undefined
  useEffect(() => {
    if (role !== undefined) guest.current = role === 'guest'
    if (signedIn) rememberSignedIn(localStorage, true)
    if (!out) return
    rememberSignedIn(localStorage, false)
    // The next person at this browser must not find them.
    dispatch(draftsForgotten())
    // A guest has nothing to sign in with.
    void navigate({ to: guest.current ? '/left' : '/signin', replace: true })
  }, [role, signedIn, out, navigate, dispatch])
  if (session.status !== 'signed-in') return <Opening />
  return (
    <TimesProvider locale={session.me.language || navigator.language}>
      <div className="flex h-dvh flex-col">
        <ConnectionBanner />
        <AroundCalls guest={session.me.role === 'guest'}>
          <Places>
            <Outlet />
          </Places>
        </AroundCalls>
      </div>
    </TimesProvider>
  )
}
