/**
 * `page` with one more row in the table below `## name`, or with such a table where it has none. A table whose columns are
 * others gets a new one below it, so that old rows stay what they were.
 */
export function withRow(page: string, name: string, row: Readonly<Record<string, string>>): string {
  const heading = `## ${name}\n`
  const start = page.indexOf(heading)
  const from = start < 0 ? page.length : start + heading.length
  const next = page.indexOf('\n## ', from)
  const to = next < 0 ? page.length : next + 1
  const section = page.slice(from, to).trimEnd()
  const head = rowOf(Object.keys(row))
  const tables = section.split('\n').filter((line) => line.startsWith('| ') && line.includes('| commit |'))
  const rule = rowOf(Object.keys(row).map(() => '---'))
  const added =
    tables.at(-1) === head ? rowOf(Object.values(row)) : `\n${head}\n${rule}\n${rowOf(Object.values(row))}`
  const before = start < 0 ? `${page.trimEnd()}\n\n${heading}` : page.slice(0, from)
  const rest = page.slice(to)
  return `${before}${section}\n${added}\n${rest === '' ? '' : `\n${rest}`}`
}

function rowOf(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`
}
