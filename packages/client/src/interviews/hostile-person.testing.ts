import { UserId } from '@stoa/contract/http'
import { memoryStorage } from '../storage/memory.ts'
import { settled } from '../testing/time.testing.ts'
import { Device, type Disk } from './hostile-device.testing.ts'
import type { Town } from './hostile-parts.testing.ts'

/** Somebody with one device, which is reloaded, loses the network, and dies. */
export class Person {
  readonly id: UserId
  device: Device | null = null
  online = true
  private readonly town: Town
  private readonly disk: Disk = { storage: memoryStorage(), outbox: [] }

  constructor(town: Town, number: number) {
    this.town = town
    this.id = UserId.parse(`aaaaaaaa-aaaa-4aaa-8aaa-${String(number).padStart(12, '0')}`)
  }

  start(): void {
    this.device = new Device(this.town, this, this.disk)
  }

  /** Closes the interview, and then the page; what is not sent stays on the disk. */
  async leave(): Promise<void> {
    this.device?.interview.close()
    await settled()
    this.device?.die()
    this.device = null
  }

  /** The page is gone without a word. */
  crash(): void {
    this.device?.die()
    this.device = null
  }

  cut(): void {
    this.online = false
    this.device?.lineChanged()
  }

  connect(): void {
    this.online = true
    if (this.device === null) this.start()
    this.device?.lineChanged()
  }

  get text(): string {
    return this.device?.text.toString() ?? ''
  }
}
