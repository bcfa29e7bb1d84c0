import { Search, X } from 'lucide-react'
import { IconButton } from '../../../components/IconButton.tsx'

export interface SearchFieldProps {
  readonly value: string
  readonly onChange: (value: string) => void
}

export function SearchField({ value, onChange }: SearchFieldProps) {
  return (
    <div className="relative">
      <Search aria-hidden className="absolute top-1/2 left-3 size-4 -translate-y-1/2 text-ink-faint" />
      <input
        id="search"
        type="search"
        aria-label="Search people and messages"
        placeholder="Search people and messages"
        autoComplete="off"
        maxLength={100}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return
          event.preventDefault()
          onChange('')
          event.currentTarget.blur()
        }}
        className="h-10 w-full rounded-xl bg-sunken pr-9 pl-9 text-base outline-offset-0 sm:text-[0.9375rem] [&::-webkit-search-cancel-button]:hidden"
      />
      {value !== '' && (
        <IconButton
          icon={X}
          size="small"
          label="Clear search"
          onClick={() => onChange('')}
          className="absolute top-1 right-1"
        />
      )}
    </div>
  )
}
