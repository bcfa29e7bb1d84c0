import type { Happening } from '@stoa/contract/chat'
import { useMe, usePerson } from '../../../components/people.ts'
import { factOf, factText } from './happenings.ts'

export function HappeningText({ item }: { readonly item: Happening }) {
  const me = useMe()
  const fact = factOf(item)
  const user = 'user' in fact ? fact.user : null
  const actor = usePerson(item.author)
  const subject = usePerson(user)
  const actorName =
    item.author === me.id ? 'You' : (actor?.name ?? (item.author === null ? 'Stoa' : 'Someone'))
  return factText(fact, actorName, user === me.id ? 'you' : (subject?.name ?? 'someone'))
}
