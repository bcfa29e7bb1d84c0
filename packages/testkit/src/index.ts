export { type Aiortc, startAiortc } from './aiortc.ts'
export { type LiveKitOptions, type LiveKitServer, startLiveKit } from './livekit.ts'
export { type Egress, type EgressServer, startEgress } from './livekit-egress.ts'
export { type MailboxReader, readMailbox } from './mailbox.ts'
export { startNode, type TestNode } from './node.ts'
export { type Exit, type NodeProcess, startNodeProcess } from './process.ts'
export {
  type BrowserSubscription,
  type PushService,
  type ReceivedPush,
  startPushService,
} from './push.ts'
export type { NodeOptions } from './settings.ts'
export { type ReceivedLetter, type SmtpServer, startSmtp } from './smtp.ts'
export { type StripeEvent, type StripeServer, type StripeSession, startStripe } from './stripe.ts'
