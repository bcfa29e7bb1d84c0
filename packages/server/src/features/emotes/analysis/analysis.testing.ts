/** What benchmarks measure of it. */
export { type Analysis, createAnalysis } from './analysis.ts'
export { usualSignificance } from './significance.ts'
