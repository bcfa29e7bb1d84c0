import { Camera } from 'lucide-react'
import { useRef } from 'react'
import { Avatar } from './Avatar.tsx'
import { classes } from './classes.ts'

export interface PicturePickerProps {
  readonly id: string
  readonly name: string
  readonly picture: string | null
  readonly label: string
  readonly disabled?: boolean
  readonly onChoose: (file: File) => void
}

/** A picture one may click to choose another from one's files. */
export function PicturePicker({ id, name, picture, label, disabled = false, onChoose }: PicturePickerProps) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <div className="relative">
      <Avatar id={id} name={name} picture={picture} size="large" />
      {!disabled && (
        <>
          <button
            type="button"
            aria-label={label}
            title={label}
            onClick={() => input.current?.click()}
            className={classes(
              'absolute -right-1 -bottom-1 grid size-9 place-items-center rounded-full border-2 border-surface',
              'bg-accent text-on-accent hover:bg-accent-strong',
            )}
          >
            <Camera aria-hidden className="size-4.5" />
          </button>
          <input
            ref={input}
            type="file"
            hidden
            aria-label={label}
            accept="image/jpeg,image/png,image/gif,image/webp"
            onChange={(event) => {
              const file = event.target.files?.[0]
              event.target.value = ''
              if (file !== undefined) onChoose(file)
            }}
          />
        </>
      )}
    </div>
  )
}
