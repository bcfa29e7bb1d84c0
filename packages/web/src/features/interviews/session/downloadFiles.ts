import type { OpenDocument, OpenInterview } from '@stoa/client/interviews'
import { Fault } from '@stoa/contract/http'
import type { Document } from '@stoa/contract/interviews'
import { strToU8, zip } from 'fflate'
import { languageEndings } from '../editor/languageNames.ts'

/** Gives the browser a zip file with every document as it is now. Rejects with a Fault where one could not be had. */
export async function downloadFiles(interview: OpenInterview, title: string): Promise<void> {
  const { documents } = interview.get().content
  const files: Record<string, Uint8Array> = {}
  for (const document of documents) {
    const opened = interview.document(document.seq)
    await ready(opened)
    files[freeName(fileName(document), files)] = strToU8(contentOf(document, opened))
  }
  const bytes = await new Promise<Uint8Array<ArrayBuffer>>((resolve, reject) => {
    zip(files, (error, data) => (error === null ? resolve(new Uint8Array(data)) : reject(error)))
  })
  save(new Blob([bytes], { type: 'application/zip' }), `${plain(title)}.zip`)
}

function ready({ status }: OpenDocument): Promise<void> {
  return new Promise((resolve, reject) => {
    let stop = () => {}
    const look = (): boolean => {
      const { status: now, fault } = status.get()
      if (now === 'loading') return false
      stop()
      if (now === 'ready') resolve()
      else reject(fault ?? new Fault('UNAVAILABLE'))
      return true
    }
    if (!look()) stop = status.subscribe(look)
  })
}

function contentOf({ kind }: Document, { text, elements }: OpenDocument): string {
  return kind === 'code' ? text.toString() : JSON.stringify(elements.toJSON(), null, 2)
}

/** The document's own name; with an ending where it has none. */
function fileName({ kind, name, language }: Document): string {
  const own = plain(name)
  if (kind === 'drawing') return `${own}.json`
  return /\.[^.]+$/.test(own) ? own : `${own}.${languageEndings[language]}`
}

/** Two documents may be called the same; two files may not. */
function freeName(name: string, taken: Readonly<Record<string, unknown>>): string {
  const [, stem, ending] = /^(.*?)(\.[^.]*)?$/.exec(name) ?? [name, name]
  for (let count = 1; ; count += 1) {
    const free = count === 1 ? name : `${stem}-${count}${ending ?? ''}`
    if (!Object.hasOwn(taken, free)) return free
  }
}

/** Without what a path or a file system would read something into. */
function plain(name: string): string {
  return name.replaceAll(/[\\/:*?"<>|]/g, '-').replace(/^\.+/, '') || 'untitled'
}

function save(blob: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
