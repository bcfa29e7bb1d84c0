import { type CallView, rateCall } from '@stoa/contract/calls'
import { Star } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { Button } from '../../../components/Button.tsx'
import { useClient } from '../../../components/ClientContext.tsx'
import { Complaint } from '../../../components/Complaint.tsx'
import { classes } from '../../../components/classes.ts'
import { Field } from '../../../components/Field.tsx'
import { useTask } from '../../../components/useTask.ts'

const all = [1, 2, 3, 4, 5] as const

export function RatingForm({ call, name }: { readonly call: CallView; readonly name: string }) {
  const client = useClient()
  const task = useTask()
  const [stars, setStars] = useState(call.stars ?? 0)
  const [comment, setComment] = useState('')
  const [saved, setSaved] = useState(false)
  const rate = async (event: FormEvent) => {
    event.preventDefault()
    const params = { call: call.id }
    setSaved(await task.run(() => client.call(rateCall, { params, body: { stars, comment } })))
  }
  return (
    <form onSubmit={rate} className="mt-4 flex w-full flex-col items-center gap-3">
      <fieldset className="flex flex-col items-center">
        <legend className="mb-1 w-full text-center font-medium">How was {name}?</legend>
        <div className="flex">
          {all.map((value) => (
            <label
              key={value}
              className="grid size-11 place-items-center rounded-xl hover:bg-sunken has-focus-visible:outline-2 has-focus-visible:outline-accent"
            >
              <input
                type="radio"
                name="stars"
                value={value}
                checked={stars === value}
                onChange={() => {
                  setStars(value)
                  setSaved(false)
                }}
                className="sr-only"
              />
              <Star
                aria-hidden
                className={classes('size-7', value <= stars ? 'fill-accent text-accent' : 'text-ink-faint')}
              />
              <span className="sr-only">{value === 1 ? '1 star' : `${value} stars`}</span>
            </label>
          ))}
        </div>
      </fieldset>
      {stars > 0 && (
        <>
          <Field
            className="w-full text-left"
            label="A word about it"
            maxLength={1000}
            value={comment}
            onChange={(event) => {
              setComment(event.target.value)
              setSaved(false)
            }}
          />
          <Button type="submit" look="outline" busy={task.busy}>
            Rate
          </Button>
        </>
      )}
      <Complaint>{task.fault?.message}</Complaint>
      <p role="status" className="text-ink-soft text-sm empty:hidden">
        {saved && 'Thank you.'}
      </p>
    </form>
  )
}
