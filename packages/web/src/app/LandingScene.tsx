import { classes } from '../components/classes.ts'

const lines = [
  { own: false, who: 'Ada', text: 'The colonnade by the harbour, at six?' },
  { own: true, who: '', text: 'I will bring the maps.' },
  { own: false, who: 'Zeno', text: 'And I the olives. Nobody forgets the olives.' },
] as const

/** A conversation under a colonnade: a picture, so hidden from screen readers. */
export function LandingScene() {
  return (
    <div aria-hidden className="relative isolate mx-auto w-full max-w-lg select-none">
      <svg aria-hidden="true" viewBox="0 0 480 400" className="w-full text-accent" fill="currentColor">
        <path d="M240 14 466 104v26H14v-26z" className="opacity-15" />
        <path d="M240 38 404 104H76z" className="text-canvas" />
        {[40, 151, 262, 373].map((x) => (
          <g key={x} className="opacity-15">
            <rect x={x - 8} y="138" width="82" height="12" rx="3" />
            <rect x={x} y="154" width="66" height="196" rx="3" />
            <rect x={x - 8} y="354" width="82" height="12" rx="3" />
          </g>
        ))}
        <rect x="4" y="372" width="472" height="20" rx="4" className="opacity-15" />
      </svg>
      <div className="absolute inset-x-4 top-[32%] sm:top-[38%] flex flex-col gap-2.5 text-[0.95rem] sm:inset-x-8">
        {lines.map((line) => (
          <div
            key={line.text}
            className={classes(
              'max-w-[80%] rounded-2xl px-4 py-2.5 shadow-pop',
              line.own
                ? 'self-end rounded-br-md bg-accent text-on-accent'
                : 'self-start rounded-bl-md bg-raised',
            )}
          >
            {!line.own && <div className="font-semibold text-accent text-xs">{line.who}</div>}
            {line.text}
          </div>
        ))}
      </div>
    </div>
  )
}
