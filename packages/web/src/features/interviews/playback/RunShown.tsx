import { Check, X } from 'lucide-react'
import { classes } from '../../../components/classes.ts'
import { runText, wentWell } from './describe.ts'
import { indexAt, stateAt } from './engine/places.ts'
import { useReplay } from './ReplayContext.ts'
import { useMoment } from './useMoment.ts'

/** The newest run of a document at the time that is shown. */
export function RunShown({ document }: { readonly document: number }) {
  const { player, recording } = useReplay()
  const run = useMoment(player, ({ time }) =>
    stateAt(recording, indexAt(recording, time)).runs.findLast((one) => one.document === document),
  )
  if (run === undefined) return null
  return (
    <section
      aria-label="Output"
      className="max-h-44 shrink-0 overflow-y-auto border-line border-t bg-surface p-3 text-sm"
    >
      <h2 className={classes('font-medium', !wentWell(run) && 'text-danger')}>
        Run {runText(run)} <span className="font-normal text-ink-soft">in {run.milliseconds} ms</span>
      </h2>
      {run.tests.length > 0 && (
        <ul className="mt-1 flex flex-wrap gap-x-4 gap-y-1">
          {run.tests.map(({ name, passed }) => (
            <li key={name} className={classes('flex items-center gap-1', !passed && 'text-danger')}>
              {passed ? <Check aria-hidden className="size-4" /> : <X aria-hidden className="size-4" />}
              {name}
              <span className="sr-only">{passed ? ' passed' : ' failed'}</span>
            </li>
          ))}
        </ul>
      )}
      {run.output !== '' && (
        <pre className="mt-2 whitespace-pre-wrap break-words font-mono text-[0.8125rem]">{run.output}</pre>
      )}
    </section>
  )
}
