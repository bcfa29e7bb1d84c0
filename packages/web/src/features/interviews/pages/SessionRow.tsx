import type { InterviewSession } from '@stoa/contract/interviews'
import { Link } from '@tanstack/react-router'
import { classes } from '../../../components/classes.ts'
import { useMe } from '../../../components/people.ts'
import { useTimes } from '../../../components/TimesContext.tsx'
import { useNow } from '../../../components/useNow.ts'
import { languageNames } from '../editor/languageNames.ts'
import { roleNames } from '../session/rights.ts'

/** One interview of the list; its replay and report are a click away once it has ended. */
export function SessionRow({ session }: { readonly session: InterviewSession }) {
  const me = useMe()
  const times = useTimes()
  const now = useNow(60_000)
  const { id, title, status, role, language, participants, left } = session
  const others = [...participants, ...left].filter((one) => one.user !== me.id).map((one) => one.name)
  const ended = status === 'ended'
  return (
    <article className="flex flex-wrap items-center gap-x-4 gap-y-1 rounded-3xl border border-line bg-surface px-5 py-3.5 hover:border-line-strong">
      <div className="min-w-0 flex-1 basis-60">
        <h2 className="truncate font-semibold">
          <Link to="/interviews/$session" params={{ session: id }} className="rounded hover:underline">
            {title}
          </Link>
        </h2>
        <p className="truncate text-ink-soft text-sm">
          {others.length === 0 ? 'Nobody else yet' : `With ${others.join(', ')}`}
        </p>
        <p className="text-ink-soft text-sm">
          {roleNames[role]} · {languageNames[language]} ·{' '}
          <time dateTime={new Date(session.createdAt).toISOString()} title={times.full(session.createdAt)}>
            {times.ago(session.createdAt, now)}
          </time>
        </p>
      </div>
      <div className="flex items-center gap-3 text-sm">
        {ended && (
          <Link
            to="/interviews/$session/replay"
            params={{ session: id }}
            aria-label={`Replay ${title}`}
            className="font-medium text-accent underline"
          >
            Replay
          </Link>
        )}
        {ended && role === 'interviewer' && (
          <Link
            to="/interviews/$session/report"
            params={{ session: id }}
            aria-label={`Report of ${title}`}
            className="font-medium text-accent underline"
          >
            Report
          </Link>
        )}
        <span
          className={classes(
            'rounded-full px-2.5 py-0.5 font-medium',
            ended ? 'bg-sunken text-ink-soft' : 'bg-accent-soft text-accent-strong',
          )}
        >
          {ended ? 'Ended' : 'Open'}
        </span>
      </div>
    </article>
  )
}
