import { type Stream, streamThumbnail } from '@stoa/contract/streams'
import { Radio } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useClient } from '../../../components/ClientContext.tsx'

/** A recent picture of a stream; decoration beside its title. */
export function Thumbnail({ stream: { id, thumbnail } }: { readonly stream: Stream }) {
  const client = useClient()
  const [address, setAddress] = useState<string>()
  useEffect(() => {
    if (thumbnail === null) return
    let current = true
    let shown: string | undefined
    const load = async () => {
      const file = await client.download(streamThumbnail, { params: { stream: id } })
      if (!current) return
      shown = URL.createObjectURL(file)
      setAddress(shown)
    }
    // A picture that cannot be had leaves what is shown without one.
    load().catch(() => {})
    return () => {
      current = false
      if (shown !== undefined) URL.revokeObjectURL(shown)
    }
    // Its address is another one when there is a newer picture.
  }, [client, id, thumbnail])
  if (address === undefined) {
    return (
      <span aria-hidden className="grid size-full place-items-center bg-accent-soft text-accent">
        <Radio className="size-7 opacity-60" />
      </span>
    )
  }
  return <img src={address} alt="" className="size-full object-cover" />
}
