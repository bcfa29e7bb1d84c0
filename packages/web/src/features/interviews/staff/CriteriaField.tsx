import { useId } from 'react'
import { fieldLook } from '../../../components/Field.tsx'
import { criterionLimits } from './criteria.ts'

export interface CriteriaFieldProps {
  /** As written, one a line. */
  readonly text: string
  readonly onChange: (text: string) => void
}

/** The criteria of a rubric, in their order. */
export function CriteriaField({ text, onChange }: CriteriaFieldProps) {
  const id = useId()
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="font-medium text-sm">
        Criteria, one a line
      </label>
      <textarea
        id={id}
        rows={6}
        value={text}
        onChange={(event) => onChange(event.target.value)}
        aria-describedby={`${id}-hint`}
        className={fieldLook}
      />
      <p id={`${id}-hint`} className="text-ink-soft text-sm">
        At most {criterionLimits.count}, of {criterionLimits.length} characters each.
      </p>
    </div>
  )
}
