import { Monitor, Moon, Sun } from 'lucide-react'
import { useDispatch, useSelector } from 'react-redux'
import { classes } from '../../components/classes.ts'
import { selectTheme, themeChosen } from '../../components/theme.ts'

const choices = [
  ['system', 'As the system', Monitor],
  ['light', 'Light', Sun],
  ['dark', 'Dark', Moon],
] as const

export function ThemeChoice() {
  const theme = useSelector(selectTheme)
  const dispatch = useDispatch()
  return (
    <fieldset className="grid grid-cols-3 gap-2">
      <legend className="sr-only">Theme</legend>
      {choices.map(([value, label, Icon]) => (
        <label
          key={value}
          className={classes(
            'flex flex-col items-center gap-1.5 rounded-2xl border p-3 text-center text-sm transition-colors has-focus-visible:outline-2 has-focus-visible:outline-accent',
            theme === value ? 'border-accent bg-accent-soft' : 'border-line bg-raised hover:bg-sunken',
          )}
        >
          <input
            type="radio"
            name="theme"
            value={value}
            checked={theme === value}
            onChange={() => dispatch(themeChosen(value))}
            className="sr-only"
          />
          <Icon aria-hidden className="size-5 text-ink-soft" />
          {label}
        </label>
      ))}
    </fieldset>
  )
}
