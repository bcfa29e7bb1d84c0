/** The ledger without the rest of a server, for tests and benches. */
export { createLedger, type Ledger } from './ledger/ledger.ts'
export { verifyBooks } from './verify/verify.ts'
