/** Where a browser takes pushes, as it said itself. */
export interface PushSubscription {
  readonly endpoint: string
  /** The browser's public key and shared secret, base64url (RFC 8291). */
  readonly p256dh: string
  readonly auth: string
}

export interface PushOptions {
  /** Seconds after which it is of no use any more. */
  readonly seconds: number
  /** A later one with the same topic takes the place of one not delivered yet. At most 32 letters of base64url. */
  readonly topic: string
}

/** `gone`: the endpoint takes no more, ever. */
export type Pushed = 'sent' | 'gone' | 'failed'

/** The outside world's push services. */
export interface Push {
  /** The server's public key (VAPID), base64url. */
  readonly key: string
  /** Faults: BAD_REQUEST for an endpoint that nothing will ever be sent to. */
  check(subscription: PushSubscription): void
  /** Encrypts the message for that browser and hands it over. Never rejects. */
  send(subscription: PushSubscription, message: unknown, options: PushOptions): Promise<Pushed>
}
