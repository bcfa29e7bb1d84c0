import { writeFile } from 'node:fs/promises'
import * as z from 'zod'
import { Settings, variableOf } from './config.ts'
import { notesOf } from './setting.ts'

/** The page about every setting, made from the schema that checks them. */
export function referencePage(): string {
  return `# Configuration

Made from \`packages/server/src/config/config.ts\` by \`node packages/server/src/config/reference.ts\`; change it there.

Settings are environment variables. \`--host\`, \`--port\`, \`--data\` and \`--demo\` on the command line win over them.
Where a plain name is taken by something else on your machine, write it with \`STOA_\` before it: \`STOA_HOST\` wins over
\`HOST\`. A \`STOA_\` variable that is no setting, like a missing or wrong one, stops the start with one line that names it.
Secrets never appear in a log.

| setting | default | meaning |
|---|---|---|
${Object.entries(Settings.shape).map(row).join('\n')}
`
}

function row([name, schema]: [string, z.ZodType]): string {
  const meaning = `${schema.description ?? ''}${notesOf(schema).secret ? ' Secret.' : ''}`
  return `| \`${variableOf(name)}\` | ${defaultOf(schema)} | ${meaning.replaceAll('|', '\\|')} |`
}

function defaultOf(schema: z.ZodType): string {
  const words = notesOf(schema).fallback
  if (words !== undefined) return words
  if (!(schema instanceof z.ZodDefault)) return 'none'
  const value = schema.def.defaultValue
  return Array.isArray(value) && value.length === 0 ? 'none' : `\`${value}\``
}

if (import.meta.main) {
  const page = new URL('../../../../docs/configuration.md', import.meta.url)
  await writeFile(page, referencePage())
}
