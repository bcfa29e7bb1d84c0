import { Button } from '../../../components/Button.tsx'
import { useStore } from '../../../components/ClientContext.tsx'
import { type LocalMedia, problemText } from '../session/localMedia.ts'

/** What of one's own devices does not work, and what to do about it. */
export function DeviceProblems({ local, video }: { readonly local: LocalMedia; readonly video: boolean }) {
  const { status, problems } = useStore(local)
  if (status === 'asking') {
    return (
      <p role="status" className="rounded-xl bg-raised px-3.5 py-2 text-ink text-sm shadow-pop">
        Your browser asks for the {video ? 'camera and microphone' : 'microphone'}: allow it to be seen and
        heard.
      </p>
    )
  }
  const found = (['microphone', 'camera'] as const).flatMap((device) => {
    const problem = problems[device]
    return problem === undefined ? [] : [{ device, text: problemText(device, problem) }]
  })
  if (found.length === 0) return null
  return (
    <div
      role="alert"
      className="flex flex-col items-start gap-2 rounded-2xl bg-warn-soft px-4 py-3 text-left text-sm text-warn shadow-pop"
    >
      {found.map(({ device, text }) => (
        <p key={device}>{text}</p>
      ))}
      <Button look="outline" onClick={() => void local.start()}>
        Try again
      </Button>
    </div>
  )
}
