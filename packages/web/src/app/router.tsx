import type { Client } from '@stoa/client'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router'
import { Landing } from './Landing.tsx'
import { NotFound } from './NotFound.tsx'
import { Broken, Opening, Root } from './Root.tsx'
import { mayBeSignedIn } from './signedIn.ts'

export interface RouterContext {
  /** The client, with its session restored. */
  readonly client: () => Promise<Client>
}

const root = createRootRouteWithContext<RouterContext>()({
  component: Root,
  notFoundComponent: NotFound,
  errorComponent: Broken,
})

const landing = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: Landing,
  beforeLoad: async ({ context }) => {
    if (!mayBeSignedIn(localStorage)) return
    const client = await context.client()
    if (client.session.get().status === 'signed-in') throw redirect({ to: '/chat', replace: true })
  },
})

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/signin',
  validateSearch: (search): { to?: string } => {
    const to = search['to']
    // A path of ours and nothing else: `//host` would be another site.
    return typeof to === 'string' && /^\/(?!\/)/.test(to) ? { to } : {}
  },
  loader: async ({ context }) => ({ client: await context.client() }),
  component: lazyRouteComponent(() => import('./Outside.tsx'), 'Outside'),
})

/** Everything behind sign-in. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  beforeLoad: async ({ context, location }) => {
    const client = await context.client()
    if (client.session.get().status !== 'signed-in') {
      throw redirect({ to: '/signin', search: { to: location.href }, replace: true })
    }
  },
  loader: async ({ context }) => ({ client: await context.client() }),
  component: lazyRouteComponent(() => import('./Inside.tsx'), 'Inside'),
})

const chat = createRoute({
  getParentRoute: () => inside,
  path: '/chat',
  component: lazyRouteComponent(() => import('../features/chat/ChatPage.tsx'), 'ChatPage'),
})

const noRoom = createRoute({
  getParentRoute: () => chat,
  path: '/',
  component: lazyRouteComponent(() => import('../features/chat/NoRoom.tsx'), 'NoRoom'),
})

const room = createRoute({
  getParentRoute: () => chat,
  path: '$room',
  validateSearch: (search): { at?: number } => {
    const at = Number(search['at'])
    return Number.isInteger(at) && at > 0 ? { at } : {}
  },
  component: lazyRouteComponent(() => import('../features/chat/RoomPage.tsx'), 'RoomPage'),
})

const profile = createRoute({
  getParentRoute: () => inside,
  path: '/profile',
  component: lazyRouteComponent(() => import('../features/accounts/ProfilePage.tsx'), 'ProfilePage'),
})

const routeTree = root.addChildren([
  landing,
  signIn,
  inside.addChildren([chat.addChildren([noRoom, room]), profile]),
])

export function createAppRouter(context: RouterContext) {
  return createRouter({
    routeTree,
    context,
    defaultPreload: 'intent',
    defaultPendingComponent: Opening,
    defaultPendingMs: 200,
    scrollRestoration: false,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
