import { type Stream, streamThumbnail } from '@stoa/contract/streams'
import { Radio } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useClient } from '../../../components/ClientContext.tsx'

const renewEvery = 30_000

/** A recent picture of a stream; decoration beside its title. */
export function Thumbnail({ stream: { id, thumbnail, status } }: { readonly stream: Stream }) {
  const client = useClient()
  const [address, setAddress] = useState<string>()
  const live = status === 'live'
  useEffect(() => {
    if (thumbnail === null) return
    let current = true
    let shown: string | undefined
    const load = async () => {
      const file = await client.download(streamThumbnail, { params: { stream: id } })
      if (!current) return
      const before = shown
      shown = URL.createObjectURL(file)
      setAddress(shown)
      if (before !== undefined) URL.revokeObjectURL(before)
    }
    // A picture that cannot be had leaves what is shown without one.
    const ask = () => void load().catch(() => {})
    ask()
    const timer = live ? setInterval(ask, renewEvery) : undefined
    return () => {
      current = false
      clearInterval(timer)
      if (shown !== undefined) URL.revokeObjectURL(shown)
    }
  }, [client, id, thumbnail, live])
  if (address === undefined) {
    return (
      <span aria-hidden className="grid size-full place-items-center bg-accent-soft text-accent">
        <Radio className="size-7 opacity-60" />
      </span>
    )
  }
  return <img src={address} alt="" className="size-full object-cover" />
}
