import { RoomId } from '@stoa/contract/http'
import * as z from 'zod'

/** What the settling job gets: the calls that ended in one transaction. */
export const SettleData = z.object({ calls: z.array(RoomId) })
