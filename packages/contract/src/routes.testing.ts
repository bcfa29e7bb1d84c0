import { accountRoutes } from './accounts/index.ts'
import { callRoutes } from './calls/index.ts'
import { chatRoutes } from './chat/index.ts'
import { emoteRoutes } from './emotes/index.ts'
import type { Route } from './http/index.ts'
import { interviewRoutes } from './interviews/index.ts'
import { notificationRoutes } from './notifications/index.ts'
import { operationRoutes } from './operation/index.ts'
import { roomRoutes } from './rooms/index.ts'
import { streamRoutes } from './streams/index.ts'
import { walletRoutes } from './wallet/index.ts'

/** Every route of the contract, for what must hold for each of them. */
export const everyRoute: readonly Route[] = [
  ...[...operationRoutes, ...accountRoutes, ...roomRoutes, ...chatRoutes, ...interviewRoutes],
  ...[...walletRoutes, ...callRoutes, ...notificationRoutes, ...streamRoutes, ...emoteRoutes],
]
