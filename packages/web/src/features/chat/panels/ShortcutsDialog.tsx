import { Modal } from '../../../components/Modal.tsx'

const groups = [
  [
    'Anywhere',
    [
      ['n', 'New chat'],
      ['/', 'Search'],
      ['c', 'Write a message'],
      ['Esc', 'Close what is open'],
      ['?', 'These shortcuts'],
    ],
  ],
  [
    'While writing',
    [
      ['Enter', 'Send'],
      ['Shift Enter', 'New line'],
      ['↑', 'Edit your last message'],
      ['Esc', 'Stop editing or replying'],
    ],
  ],
  [
    'On a message',
    [
      ['↑ ↓', 'Move'],
      ['Enter', 'Menu'],
      ['r', 'Reply'],
      ['+', 'React'],
      ['f', 'Forward'],
      ['e', 'Edit'],
      ['Delete', 'Delete'],
    ],
  ],
] as const

export function ShortcutsDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  return (
    <Modal open={open} onClose={onClose} title="Keyboard shortcuts">
      {groups.map(([title, keys]) => (
        <section key={title} className="mb-4 last:mb-0">
          <h3 className="mb-1 font-medium text-ink-soft text-sm">{title}</h3>
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
        </section>
      ))}
    </Modal>
  )
}
