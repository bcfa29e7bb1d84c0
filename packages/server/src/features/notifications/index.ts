import type { UserId } from '@stoa/contract/http'
import { getPushKey, type PushMessage, subscribePush, unsubscribePush } from '@stoa/contract/notifications'
import type { Clock } from '../../platform/clock/clock.ts'
import type { Database, Db, Log } from '../../platform/database/database.ts'
import type { Parts } from '../../platform/feature.ts'
import { bind } from '../../platform/http/handler.ts'
import type { Push, PushOptions } from '../../platform/push/push.ts'
import {
  deleteGone,
  deleteSubscription,
  readReachable,
  readSubscriptions,
  type StoredSubscription,
  saveSubscription,
} from './store.ts'

/** The most devices of one person that are pushed to. */
const devices = 10

export interface NotificationNeeds {
  readonly database: Database
  readonly push: Push
  readonly log: Log
  readonly clock: Clock
}

/** Telling people who are not looking. */
export interface Notifications extends Parts {
  /** Those of these people who can be pushed to. */
  reachable(db: Db, users: readonly UserId[]): Promise<ReadonlySet<UserId>>
  /** To every device of theirs, in the background; never throws. Call it after the commit of what it tells of. */
  push(user: UserId, message: PushMessage, options: PushOptions): void
}

export function createNotifications({ database, push, log, clock }: NotificationNeeds): Notifications {
  const underWay = new Set<Promise<void>>()

  async function pushAll(user: UserId, message: PushMessage, options: PushOptions): Promise<void> {
    const subscriptions = await readSubscriptions(database.db, user, devices)
    await Promise.all(subscriptions.map((subscription) => pushOne(subscription, message, options)))
  }

  async function pushOne(
    subscription: StoredSubscription,
    message: PushMessage,
    options: PushOptions,
  ): Promise<void> {
    if ((await push.send(subscription, message, options)) === 'gone')
      await deleteGone(database.db, subscription)
  }

  return {
    jobs: [],
    routes: [
      bind(getPushKey, async () => ({ key: push.key })),
      bind(subscribePush, async ({ body: { endpoint, keys }, caller: { user, device } }) => {
        push.check({ endpoint, ...keys })
        await database.transaction((tx) =>
          saveSubscription(tx, { device, user, endpoint, ...keys, at: clock() }),
        )
        return undefined
      }),
      bind(unsubscribePush, async ({ caller: { device } }) => {
        await deleteSubscription(database.db, device)
        return undefined
      }),
    ],
    reachable: readReachable,
    push(user, message, options) {
      const pushing = pushAll(user, message, options)
        .catch((error: unknown) => log.warn({ err: error, user }, 'somebody could not be pushed to'))
        .finally(() => underWay.delete(pushing))
      underWay.add(pushing)
    },
    start: async () => async () => {
      await Promise.all(underWay)
    },
  }
}
