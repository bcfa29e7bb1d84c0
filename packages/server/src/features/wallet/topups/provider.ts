/** A purchase that is to be paid. */
export interface Purchase {
  /** Ours, the same in every retry. */
  readonly id: string
  /** Cents of a coin. */
  readonly amount: number
  /** In the smallest unit of the currency. */
  readonly price: number
  readonly currency: string
  /** Where the buyer goes afterwards, paid or not. */
  readonly returnTo: string
}

/** What a provider has told about a purchase. */
export interface PaymentNotice {
  /** The provider's name for what it told: told again it is the same. */
  readonly event: string
  /** Ours; null where it is about something that we did not sell. */
  readonly purchase: string | null
  readonly session: string
  readonly outcome: 'paid' | 'failed'
  readonly price: number | null
  readonly currency: string | null
}

/** Whoever takes people's money for coins. */
export interface PaymentProvider {
  /** Begins a purchase; asked again with the same id it gives the same. Faults: UNAVAILABLE, BAD_REQUEST for an amount it does not take. */
  start(purchase: Purchase): Promise<{ readonly session: string; readonly url: string }>
}
