export type * from './api.ts'
export { type InterviewOptions, openInterview } from './interview.ts'
