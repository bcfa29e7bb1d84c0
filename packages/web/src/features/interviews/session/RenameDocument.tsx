import type { OpenInterview } from '@stoa/client/interviews'
import { type Document, documentRenamed } from '@stoa/contract/interviews'
import { NameDialog } from './NameDialog.tsx'

export interface RenameDocumentProps {
  readonly interview: OpenInterview
  readonly document: Document
  readonly onClose: () => void
}

export function RenameDocument({ interview, document, onClose }: RenameDocumentProps) {
  return (
    <NameDialog
      title="Rename the document"
      label="Name"
      confirm="Rename"
      longest={60}
      initial={document.name}
      onName={(name) => interview.send(documentRenamed, { name }, document.seq)}
      onClose={onClose}
    />
  )
}
