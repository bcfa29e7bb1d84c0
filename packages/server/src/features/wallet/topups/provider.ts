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

/** What a provider has told. */
export type Notice = PaymentNotice | MoneyBackNotice

/** What a provider has told about a purchase. */
export interface PaymentNotice {
  readonly about: 'payment'
  /** The provider's name for what it told: told again it is the same. */
  readonly event: string
  /** Ours; null where it is about something that we did not sell. */
  readonly purchase: string | null
  readonly session: string
  readonly outcome: 'paid' | 'failed'
  readonly price: number | null
  readonly currency: string | null
}

/** How much of what was paid went back to the buyer. */
export interface MoneyBackNotice {
  readonly about: 'money-back'
  readonly event: string
  /** Ours, or the provider's name of the payment, by which it knows ours. */
  readonly purchase: string | null | { readonly payment: string }
  /** All refunds of a purchase are one cause, each dispute is one. */
  readonly cause: string
  /** Of this cause, in all. */
  readonly price: number
  readonly currency: string
  /** It is decided: what is told later, or comes late, changes nothing. */
  readonly final: boolean
}

/** Whoever takes people's money for coins. */
export interface PaymentProvider {
  /** Begins a purchase; asked again with the same id it gives the same. Faults: UNAVAILABLE, BAD_REQUEST for an amount it does not take. */
  start(purchase: Purchase): Promise<{ readonly session: string; readonly url: string }>
  /** Which purchase of ours a payment is for; null where it is for none. Faults: UNAVAILABLE. */
  purchaseOf(payment: string): Promise<string | null>
}
