import { classes } from '../../../../components/classes.ts'
import { compareLines } from './compare.ts'

/** What was expected and what was written, side by side, with the lines marked that differ. */
export function Difference({ expected, actual }: { readonly expected: string; readonly actual: string }) {
  const lines = compareLines(expected, actual).map((line, place) => ({ ...line, place }))
  return (
    <div className="overflow-x-auto">
      <table className="w-full table-fixed border-separate border-spacing-x-1 font-mono text-xs">
        <thead className="text-left font-sans text-ink-soft">
          <tr>
            <th className="font-normal">Expected</th>
            <th className="font-normal">Written</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.place} className="align-top">
              <Cell text={line.expected} same={line.same} look="bg-mark" />
              <Cell text={line.actual} same={line.same} look="bg-danger-soft text-danger" />
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface CellProps {
  readonly text: string | undefined
  readonly same: boolean
  readonly look: string
}

function Cell({ text, same, look }: CellProps) {
  return (
    <td className={classes('whitespace-pre-wrap break-words px-1.5', same ? 'bg-sunken' : look)}>
      {text === undefined ? (
        <span className="font-sans italic">no line</span>
      ) : text === '' ? (
        <br />
      ) : same ? (
        text
      ) : (
        <mark className="bg-transparent text-current">{text}</mark>
      )}
    </td>
  )
}
