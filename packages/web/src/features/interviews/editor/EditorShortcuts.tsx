import { Modal } from '../../../components/Modal.tsx'

const keys = [
  ['Tab', 'Indent'],
  ['Shift Tab', 'Indent less'],
  ['Esc Tab', 'Leave the editor'],
  ['Ctrl Enter', 'Run the code'],
  ['Ctrl Z', 'Take back your last change'],
  ['Ctrl Y', 'Do it again'],
  ['Ctrl F', 'Find and replace'],
  ['Ctrl /', 'Comment or uncomment'],
  ['Ctrl Space', 'Complete'],
  ['Alt ↑', 'Move the line up'],
  ['Alt ↓', 'Move the line down'],
  ['Ctrl D', 'Also select the next occurrence'],
  ['Ctrl Shift [', 'Fold'],
  ['Ctrl Shift ]', 'Unfold'],
] as const

/** The editor's keys. On a Mac, Ctrl is ⌘. */
export function EditorShortcuts({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  return (
    <Modal open={open} onClose={onClose} title="Editor shortcuts">
      <dl>
        {keys.map(([key, text]) => (
          <div
            key={key}
            className="flex items-center justify-between gap-4 border-line border-b py-1.5 last:border-0"
          >
            <dt>{text}</dt>
            <dd className="flex gap-1">
              {key.split(' ').map((one) => (
                <kbd
                  key={one}
                  className="rounded-md border border-line-strong/50 bg-raised px-1.5 font-mono text-xs leading-5"
                >
                  {one}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <p className="mt-3 text-ink-soft text-sm">On a Mac, use ⌘ in place of Ctrl.</p>
    </Modal>
  )
}
