import { useState } from 'react'
import { classes } from './classes.ts'
import { hueOf, initialsOf } from './initials.ts'

const sizes = {
  tiny: 'size-6 text-[0.625rem]',
  small: 'size-8 text-xs',
  normal: 'size-11 text-sm',
  large: 'size-24 text-2xl',
} as const

export interface AvatarProps {
  /** Decides the colour where there is no picture. */
  readonly id: string
  readonly name: string
  readonly picture: string | null | undefined
  readonly size?: keyof typeof sizes
  readonly online?: boolean
}

/** Decoration beside a name that is always written too, so it says nothing to screen readers. */
export function Avatar({ id, name, picture, size = 'normal', online = false }: AvatarProps) {
  const [broken, setBroken] = useState<string>()
  const hue = hueOf(id)
  const shown = picture != null && picture !== broken
  return (
    <span aria-hidden className={classes('relative inline-block shrink-0', sizes[size])}>
      {shown ? (
        <img
          src={picture}
          alt=""
          draggable={false}
          onError={() => setBroken(picture)}
          className="size-full rounded-full bg-sunken object-cover"
        />
      ) : (
        <span
          className="grid size-full place-items-center rounded-full font-semibold"
          style={{
            backgroundColor: `light-dark(oklch(0.9 0.05 ${hue}), oklch(0.38 0.06 ${hue}))`,
            color: `light-dark(oklch(0.38 0.09 ${hue}), oklch(0.93 0.04 ${hue}))`,
          }}
        >
          {initialsOf(name)}
        </span>
      )}
      {online && (
        <span className="absolute right-0 bottom-0 size-[28%] min-h-2.5 min-w-2.5 rounded-full border-2 border-surface bg-online" />
      )}
    </span>
  )
}
