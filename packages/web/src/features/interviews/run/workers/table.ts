export interface Column {
  readonly name: string
  /** The type's OID. */
  readonly type: number
}

/** int8, int2, int4, oid, float4, float8, money, numeric. */
const numbers = new Set([20, 21, 23, 26, 700, 701, 790, 1700])

/** A query's result as an aligned table, as psql writes it; a missing value is NULL. */
export function formatTable(
  columns: readonly Column[],
  rows: ReadonlyArray<ReadonlyArray<string | null>>,
): string {
  const cells = rows.map((row) => row.map((value) => (value ?? 'NULL').replaceAll('\n', '↵')))
  const widths = columns.map(({ name }, index) =>
    cells.reduce((widest, row) => Math.max(widest, width(row[index] ?? '')), width(name)),
  )
  const line = (values: readonly string[], pad: (value: string, index: number) => string) =>
    values
      .map((value, index) => ` ${pad(value, index)} `)
      .join('|')
      .trimEnd()
  const space = (value: string, index: number) => ' '.repeat((widths[index] ?? 0) - width(value))
  const isNumber = (index: number) => numbers.has(columns[index]?.type ?? 0)
  const head = line(
    columns.map(({ name }) => name),
    (name, index) => name + space(name, index),
  )
  const rule = widths.map((one) => '-'.repeat(one + 2)).join('+')
  const body = cells.map((row) =>
    line(row, (value, index) =>
      isNumber(index) ? space(value, index) + value : value + space(value, index),
    ),
  )
  const count = rows.length === 1 ? '(1 row)' : `(${rows.length} rows)`
  return [head, rule, ...body, count, ''].join('\n')
}

/** In characters, not in UTF-16 units. */
function width(text: string): number {
  return [...text].length
}
