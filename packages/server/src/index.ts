export { type App, createApp, type Overrides } from './app.ts'
export { type Config, ConfigError, type Flags, loadConfig } from './config/index.ts'
export type { Letter, Mail } from './platform/mail/mail.ts'
