import { Popover } from '@base-ui/react/popover'
import { Minus, Plus, Settings2 } from 'lucide-react'
import { useId } from 'react'
import { useDispatch, useSelector } from 'react-redux'
import { IconButton } from '../../../components/IconButton.tsx'
import { editorChanged, fontSizes, indents, selectEditor } from './settings.ts'

const indentNames = { '2': '2 spaces', '4': '4 spaces', tab: 'Tab' } as const

/** How the editor looks and behaves on this device. */
export function SettingsMenu() {
  const settings = useSelector(selectEditor)
  const dispatch = useDispatch()
  const id = useId()
  const { fontSize } = settings
  const resize = (by: number) => dispatch(editorChanged({ fontSize: fontSize + by }))
  return (
    <Popover.Root>
      <Popover.Trigger render={<IconButton icon={Settings2} size="small" label="Editor settings" />} />
      <Popover.Portal>
        <Popover.Positioner sideOffset={6} align="end" className="z-40">
          <Popover.Popup
            aria-label="Editor settings"
            className="flex w-72 flex-col gap-3 rounded-2xl border border-line bg-raised p-4 shadow-pop outline-none"
          >
            <Toggle
              label="Vim keys"
              checked={settings.vim}
              onChange={(vim) => dispatch(editorChanged({ vim }))}
            />
            <Toggle
              label="Wrap long lines"
              checked={settings.wrap}
              onChange={(wrap) => dispatch(editorChanged({ wrap }))}
            />
            <div className="flex items-center justify-between gap-3">
              <span id={`${id}-size`}>Text size</span>
              <fieldset aria-labelledby={`${id}-size`} className="flex items-center gap-1">
                <IconButton
                  icon={Minus}
                  size="small"
                  label="Smaller"
                  disabled={fontSize <= fontSizes.smallest}
                  onClick={() => resize(-1)}
                />
                <output className="w-8 text-center tabular-nums">{fontSize}</output>
                <IconButton
                  icon={Plus}
                  size="small"
                  label="Larger"
                  disabled={fontSize >= fontSizes.largest}
                  onClick={() => resize(1)}
                />
              </fieldset>
            </div>
            <div className="flex items-center justify-between gap-3">
              <label htmlFor={`${id}-indent`}>Indentation</label>
              <select
                id={`${id}-indent`}
                value={settings.indent}
                onChange={(event) => {
                  const indent = indents.find((one) => one === event.target.value)
                  if (indent !== undefined) dispatch(editorChanged({ indent }))
                }}
                className="rounded-lg border border-line-strong/60 bg-surface px-2 py-1"
              >
                {indents.map((one) => (
                  <option key={one} value={one}>
                    {indentNames[one]}
                  </option>
                ))}
              </select>
            </div>
            <p className="text-ink-soft text-sm">Kept on this device.</p>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}

interface ToggleProps {
  readonly label: string
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
}

function Toggle({ label, checked, onChange }: ToggleProps) {
  return (
    <label className="flex items-center justify-between gap-3">
      {label}
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
        className="size-4.5 accent-accent"
      />
    </label>
  )
}
