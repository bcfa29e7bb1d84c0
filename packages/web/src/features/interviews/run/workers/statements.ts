import { type PGliteInterface, protocol } from '@electric-sql/pglite'
import type { Write } from './serve.ts'
import { type Column, formatTable } from './table.ts'

const { Parser, messages, serialize } = protocol

/**
 * Runs statements as psql does, one after another until one fails, and writes what each gives as it comes: tables to `out`, what a
 * statement did (`INSERT 0 4`) and notices to `note`. False where one failed.
 */
export async function runStatements(
  database: Pick<PGliteInterface, 'execProtocolRawStream'>,
  sql: string,
  write: Write,
): Promise<boolean> {
  let well = true
  let columns: readonly Column[] | undefined
  let rows: (string | null)[][] = []
  const parser = new Parser()
  await database.execProtocolRawStream(serialize.query(sql), {
    onRawData: (data) =>
      parser.parse(data, (message) => {
        if (message instanceof messages.RowDescriptionMessage) {
          columns = message.fields.map(({ name, dataTypeID }) => ({ name, type: dataTypeID }))
        } else if (message instanceof messages.DataRowMessage) {
          rows.push(message.fields)
        } else if (message instanceof messages.CommandCompleteMessage) {
          if (columns === undefined) write('note', `${message.text}\n`)
          else write('out', `${formatTable(columns, rows)}\n`)
          columns = undefined
          rows = []
        } else if (message instanceof messages.CopyDataMessage) {
          write('out', new TextDecoder().decode(message.chunk))
        } else if (message instanceof messages.NoticeMessage) {
          write('note', `${message.severity ?? 'NOTICE'}: ${message.message}\n`)
        } else if (message instanceof messages.DatabaseError) {
          well = false
          write('err', describe(message, sql))
        }
      }),
  })
  return well
}

/** What went wrong, and in which line. */
function describe(error: InstanceType<typeof messages.DatabaseError>, sql: string): string {
  const position = Number(error.position)
  const line = position > 0 ? `LINE ${[...sql].slice(0, position).join('').split('\n').length}: ` : ''
  const extra = [
    error.detail !== undefined && `DETAIL: ${error.detail}\n`,
    error.hint !== undefined && `HINT: ${error.hint}\n`,
  ]
  return [`${error.severity ?? 'ERROR'}: ${line}${error.message}\n`, ...extra].filter(Boolean).join('')
}
