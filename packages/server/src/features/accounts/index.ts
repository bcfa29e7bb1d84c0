export { type Accounts, type AccountsConfig, type AccountsNeeds, createAccounts } from './accounts.ts'
export type { BlockChange, OnBlockChanged } from './blocks/blocks.ts'
export { createSessions, type Sessions } from './sessions/sessions.ts'
