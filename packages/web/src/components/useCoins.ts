import { useMemo } from 'react'
import { type Coins, createCoins } from './coins.ts'
import { useMe } from './people.ts'

export function useCoins(): Coins {
  const { language } = useMe()
  return useMemo(() => createCoins(language || navigator.language), [language])
}
