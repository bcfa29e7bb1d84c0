export { Amount, Balance, IdempotencyKey, TransferKind } from './money.ts'
export {
  approvePayout,
  endPayout,
  getBalance,
  getStatement,
  grantCoins,
  listPayouts,
  listTopUps,
  Payout,
  rejectPayout,
  requestPayout,
  StatementLine,
  statementCsv,
  stripeWebhook,
  TopUp,
  topUp,
  walletRoutes,
} from './routes.ts'
