export { type Accounts, type AccountsConfig, createAccounts } from './accounts.ts'
export { recordSecurityEvent } from './audit/log.ts'
export type { BlockChange } from './blocks/blocks.ts'
export { createSessions } from './sessions/sessions.ts'
