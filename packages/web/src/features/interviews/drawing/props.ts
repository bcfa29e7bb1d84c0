import type { OpenDocument, OpenInterview } from '@stoa/client/interviews'

export interface DrawingProps {
  readonly interview: OpenInterview
  readonly document: OpenDocument
  readonly readOnly: boolean
}
