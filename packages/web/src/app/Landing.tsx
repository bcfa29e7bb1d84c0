import { Link } from '@tanstack/react-router'
import { CodeXml, MessagesSquare, Phone, Radio } from 'lucide-react'
import { Logo } from '../components/Logo.tsx'
import { LandingScene } from './LandingScene.tsx'

const systems = [
  [MessagesSquare, 'Talk', 'Direct chats and groups: quick, searchable, and there when you are offline.'],
  [Radio, 'Go live', 'Two clicks, or OBS. See which moments your audience loved, and find them again.'],
  [Phone, 'Call', 'Video with people who know, paid by the minute and right to the cent.'],
  [CodeXml, 'Interview', 'Write code together, run it, draw, and replay every keystroke afterwards.'],
] as const

const promises = [
  [
    'Nothing lost',
    'A message counts as sent only once it is safely stored. Written offline, it waits and goes out once.',
  ],
  ['Nothing out of order', 'Everyone sees the same conversation, in the same order, after every reconnect.'],
  ['Nobody in between', 'One program on a machine of yours. Your rooms, your people, your data.'],
] as const

const goIn =
  'inline-flex min-h-12 items-center rounded-2xl bg-accent px-6 font-medium text-on-accent shadow-low transition-colors hover:bg-accent-strong'

export function Landing() {
  return (
    <div className="flex min-h-dvh flex-col bg-canvas">
      <header className="mx-auto flex w-full max-w-6xl items-center gap-3 px-6 py-5">
        <Logo className="size-8" />
        <span className="font-display font-semibold text-2xl tracking-tight">Stoa</span>
        <Link
          to="/signin"
          className="-mr-3 ml-auto rounded-xl px-3 py-2 font-medium text-accent hover:bg-sunken"
        >
          Sign in
        </Link>
      </header>
      <main id="main" className="mx-auto flex w-full max-w-6xl flex-1 flex-col justify-center px-6 pb-14">
        <div className="grid items-center gap-12 lg:grid-cols-[1.05fr_1fr]">
          <div className="max-w-xl">
            <h1 className="font-display font-medium text-[clamp(2.5rem,7vw,4.25rem)] leading-[1.04] tracking-tight">
              A place that is yours.
            </h1>
            <p className="mt-6 max-w-md text-ink-soft text-lg">
              Stoa is one server that you run yourself, for a team, a community or an audience. Messages, live
              streams, paid calls and interviews, with one account.
            </p>
            <div className="mt-9">
              <Link to="/signin" className={goIn}>
                Start talking
              </Link>
            </div>
          </div>
          <LandingScene />
        </div>
        <ul className="mt-16 grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
          {systems.map(([Icon, title, text]) => (
            <li key={title} className="rounded-3xl border border-line bg-surface p-5">
              <Icon aria-hidden className="size-6 text-accent" />
              <h2 className="mt-3 font-display font-semibold text-lg">{title}</h2>
              <p className="mt-1 text-ink-soft">{text}</p>
            </li>
          ))}
        </ul>
        <dl className="mt-12 grid gap-8 border-line border-t pt-8 sm:grid-cols-3">
          {promises.map(([title, text]) => (
            <div key={title}>
              <dt className="font-display font-semibold text-lg">{title}</dt>
              <dd className="mt-1 text-ink-soft">{text}</dd>
            </div>
          ))}
        </dl>
      </main>
    </div>
  )
}
