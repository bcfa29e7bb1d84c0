import type { OpenDocument, OpenInterview } from '@stoa/client/interviews'
import { useEffect, useState } from 'react'

/**
 * A document of the interview; undefined for none. It stays open when another one is shown, so that coming back is quick
 * and nothing that runs on it is cut off; closing the interview closes it.
 */
export function useDocument(interview: OpenInterview, seq: number | undefined): OpenDocument | undefined {
  const [document, setDocument] = useState<OpenDocument>()
  useEffect(() => {
    setDocument(seq === undefined ? undefined : interview.document(seq))
  }, [interview, seq])
  return document?.seq === seq ? document : undefined
}
