import { createRootRouteWithContext, createRoute, createRouter, redirect } from '@tanstack/react-router'
import { Landing } from './Landing.tsx'
import { lazyPart } from './lazyPart.ts'
import type { ClientLoader } from './loadClient.ts'
import { NotFound } from './NotFound.tsx'
import { Broken, BrokenPane, Opening, OpeningPane, Root } from './Root.tsx'
import { mayBeSignedIn } from './signedIn.ts'

export interface RouterContext {
  readonly client: ClientLoader
}

/** The seq of a message to show. */
function placeIn(search: Record<string, unknown>): { at?: number } {
  const at = Number(search['at'])
  return Number.isInteger(at) && at > 0 ? { at } : {}
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
    const client = await context.client.restored()
    const session = client.session.get()
    if (session.status !== 'signed-in') return
    throw redirect({ to: session.me.role === 'guest' ? '/interviews' : '/chat', replace: true })
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
  // A newcomer is not kept waiting for the server to say that it does not know them; whom it knows goes on from there.
  loader: async ({ context: { client } }) => ({
    client: await (mayBeSignedIn(localStorage) ? client.restored() : client.loaded()),
  }),
  component: lazyPart(() => import('./Outside.tsx'), 'Outside'),
})

const join = createRoute({
  getParentRoute: () => root,
  path: '/join/$session',
  loader: async ({ context }) => ({ client: await context.client.restored() }),
  component: lazyPart(() => import('../features/interviews/pages/JoinPage.tsx'), 'JoinPage'),
})

const left = createRoute({
  getParentRoute: () => root,
  path: '/left',
  component: lazyPart(() => import('../features/interviews/pages/LeftPage.tsx'), 'LeftPage'),
})

/** Everything behind sign-in. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  beforeLoad: async ({ context, location }) => {
    const client = await context.client.restored()
    if (client.session.get().status !== 'signed-in') {
      throw redirect({ to: '/signin', search: { to: location.href }, replace: true })
    }
  },
  loader: async ({ context }) => ({ client: await context.client.restored() }),
  component: lazyPart(() => import('./Inside.tsx'), 'Inside'),
})

/** What needs an account: a guest of an interview sees interviews and nothing else. */
const members = createRoute({
  getParentRoute: () => inside,
  id: 'members',
  beforeLoad: async ({ context }) => {
    const session = (await context.client.restored()).session.get()
    if (session.status === 'signed-in' && session.me.role === 'guest') {
      throw redirect({ to: '/interviews', replace: true })
    }
  },
})

const chat = createRoute({
  getParentRoute: () => members,
  path: '/chat',
  component: lazyPart(() => import('../features/chat/ChatPage.tsx'), 'ChatPage'),
})

/** Within a page that has its own `main`. */
const pane = { pendingComponent: OpeningPane, errorComponent: BrokenPane }

const noRoom = createRoute({
  ...pane,
  getParentRoute: () => chat,
  staticData: { places: 'always' },
  path: '/',
  component: lazyPart(() => import('../features/chat/NoRoom.tsx'), 'NoRoom'),
})

const room = createRoute({
  ...pane,
  getParentRoute: () => chat,
  staticData: { places: 'wide' },
  path: '$room',
  validateSearch: (search): { at?: number } => placeIn(search),
  component: lazyPart(() => import('../features/chat/RoomPage.tsx'), 'RoomPage'),
})

const profile = createRoute({
  getParentRoute: () => members,
  staticData: { places: 'always' },
  path: '/profile',
  component: lazyPart(() => import('../features/accounts/ProfilePage.tsx'), 'ProfilePage'),
})

const interviews = createRoute({
  getParentRoute: () => inside,
  staticData: { places: 'always' },
  path: '/interviews',
  component: lazyPart(() => import('../features/interviews/pages/InterviewsPage.tsx'), 'InterviewsPage'),
})

const library = createRoute({
  getParentRoute: () => members,
  staticData: { places: 'always' },
  path: '/interviews/library',
  component: lazyPart(() => import('../features/interviews/library/LibraryPage.tsx'), 'LibraryPage'),
})

const session = createRoute({
  getParentRoute: () => inside,
  path: '/interviews/$session',
  validateSearch: (search): { at?: number } => placeIn(search),
  component: lazyPart(() => import('../features/interviews/session/SessionPage.tsx'), 'SessionPage'),
})

const replay = createRoute({
  getParentRoute: () => inside,
  path: '/interviews/$session/replay',
  validateSearch: (search): { at?: number } => placeIn(search),
  component: lazyPart(() => import('../features/interviews/playback/PlaybackPage.tsx'), 'PlaybackPage'),
})

const report = createRoute({
  getParentRoute: () => inside,
  path: '/interviews/$session/report',
  component: lazyPart(() => import('../features/interviews/report/ReportPage.tsx'), 'ReportPage'),
})

const wallet = createRoute({
  getParentRoute: () => members,
  staticData: { places: 'always' },
  path: '/wallet',
  // How one comes back from the payment page.
  validateSearch: ({ topup }): { topup?: 'done' } => (topup === 'done' ? { topup } : {}),
  component: lazyPart(() => import('../features/wallet/WalletPage.tsx'), 'WalletPage'),
})

const wallets = createRoute({
  getParentRoute: () => members,
  staticData: { places: 'always' },
  path: '/admin/wallets',
  component: lazyPart(() => import('../features/wallet/AdminWalletPage.tsx'), 'AdminWalletPage'),
})

const calls = createRoute({
  getParentRoute: () => members,
  staticData: { places: 'always' },
  path: '/calls',
  component: lazyPart(() => import('../features/calls/pages/CallsPage.tsx'), 'CallsPage'),
})

const call = createRoute({
  getParentRoute: () => members,
  path: '/calls/$call',
  component: lazyPart(() => import('../features/calls/screen/CallPage.tsx'), 'CallPage'),
})

const creators = createRoute({
  getParentRoute: () => members,
  staticData: { places: 'always' },
  path: '/creators',
  component: lazyPart(() => import('../features/calls/pages/CreatorsPage.tsx'), 'CreatorsPage'),
})

const creator = createRoute({
  getParentRoute: () => members,
  staticData: { places: 'always' },
  path: '/creators/$user',
  component: lazyPart(() => import('../features/calls/pages/CreatorPage.tsx'), 'CreatorPage'),
})

const myCreatorPage = createRoute({
  getParentRoute: () => members,
  staticData: { places: 'always' },
  path: '/creator',
  component: lazyPart(() => import('../features/calls/pages/MyCreatorPage.tsx'), 'MyCreatorPage'),
})

const earnings = createRoute({
  getParentRoute: () => members,
  staticData: { places: 'always' },
  path: '/earnings',
  component: lazyPart(() => import('../features/calls/earnings/EarningsPage.tsx'), 'EarningsPage'),
})

/** Around all pages of streams, so that what one sends goes on from page to page. */
const streamsLayout = createRoute({
  getParentRoute: () => members,
  id: 'streams',
  component: lazyPart(() => import('../features/streams/session/StreamsLayout.tsx'), 'StreamsLayout'),
})

const streams = createRoute({
  getParentRoute: () => streamsLayout,
  staticData: { places: 'always' },
  path: '/streams',
  component: lazyPart(() => import('../features/streams/pages/StreamsPage.tsx'), 'StreamsPage'),
})

const newStream = createRoute({
  getParentRoute: () => streamsLayout,
  staticData: { places: 'always' },
  path: '/streams/new',
  component: lazyPart(() => import('../features/streams/studio/NewStreamPage.tsx'), 'NewStreamPage'),
})

const stream = createRoute({
  getParentRoute: () => streamsLayout,
  staticData: { places: 'wide' },
  path: '/streams/$stream',
  validateSearch: (search): { t?: number } => {
    const at = Number(search['t'])
    return Number.isFinite(at) && at > 0 ? { t: at } : {}
  },
  component: lazyPart(() => import('../features/streams/watch/StreamPage.tsx'), 'StreamPage'),
})

const studio = createRoute({
  getParentRoute: () => streamsLayout,
  path: '/streams/$stream/studio',
  component: lazyPart(() => import('../features/streams/studio/StudioPage.tsx'), 'StudioPage'),
})

const streamEmotes = createRoute({
  getParentRoute: () => streamsLayout,
  staticData: { places: 'always' },
  path: '/streams/$stream/emotes',
  component: lazyPart(() => import('../features/emotes/EmotesPage.tsx'), 'EmotesPage'),
})

const paid = [wallet, wallets, calls, call, creators, creator, myCreatorPage, earnings] as const

const routeTree = root.addChildren([
  landing,
  signIn,
  join,
  left,
  inside.addChildren([
    members.addChildren([
      chat.addChildren([noRoom, room]),
      profile,
      library,
      ...paid,
      streamsLayout.addChildren([streams, newStream, stream, studio, streamEmotes]),
    ]),
    interviews,
    session,
    replay,
    report,
  ]),
])

export function createAppRouter(context: RouterContext) {
  return createRouter({
    routeTree,
    context,
    defaultPreload: 'intent',
    defaultPendingComponent: Opening,
    defaultErrorComponent: Broken,
    defaultPendingMs: 200,
    scrollRestoration: false,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
  interface StaticDataRouteOption {
    /** Does the way to everywhere else stand beside this page, also where the screen is narrow? Never where absent. */
    readonly places?: 'always' | 'wide'
  }
}
