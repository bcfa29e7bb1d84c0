import type { SignalType } from '@stoa/contract/rooms'
import type * as z from 'zod'

/** What a signal of this type holds. */
export type BodyOf<T extends SignalType> = z.output<T['body']>
