import * as z from 'zod'

/** In lower case, as databases write it: some languages write UUIDs in upper case, and ids are compared as text. */
export const Uuid = z.uuid().toLowerCase()

/** Every id is a random UUID: unguessable, so an id alone tells nothing about its neighbours. */
export const UserId = Uuid.brand('UserId').describe('A user')
export type UserId = z.output<typeof UserId>

export const RoomId = Uuid.brand('RoomId').describe('A room')
export type RoomId = z.output<typeof RoomId>

export const DeviceId = Uuid.brand('DeviceId').describe('A signed-in device')
export type DeviceId = z.output<typeof DeviceId>

/** Chosen by the sender once per entry and kept through every retry (T4). */
export const ClientId = Uuid.brand('ClientId').describe(
  "The sender's own id for an entry, the same in every retry",
)
export type ClientId = z.output<typeof ClientId>

/** A moment in time: milliseconds since 1970-01-01 UTC. */
export const Instant = z.int().min(0).describe('Milliseconds since 1970-01-01 UTC')
export type Instant = number
