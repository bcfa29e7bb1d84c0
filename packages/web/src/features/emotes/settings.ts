import { Emote, EmoteSettings } from '@stoa/contract/emotes'

/** The settings as they are written in a form. */
export interface SettingsDraft {
  readonly interval: string
  readonly threshold: string
  readonly allowedEmotes: readonly string[]
}

export type SettingsProblems = { readonly [Field in keyof SettingsDraft]?: string }

const said: Required<SettingsProblems> = {
  interval: 'A whole number from 1 to 1000.',
  threshold: 'A number above 0 and below 1, such as 0.3.',
  allowedEmotes: 'From 1 to 64 emotes, none of them twice.',
}

/** What is wrong with each field; nothing where all is well. */
export function problemsOf(draft: SettingsDraft): SettingsProblems {
  const { interval, threshold, allowedEmotes } = EmoteSettings.shape
  return {
    ...(!interval.safeParse(numberIn(draft.interval)).success && { interval: said.interval }),
    ...(!threshold.safeParse(numberIn(draft.threshold)).success && { threshold: said.threshold }),
    ...(!allowedEmotes.safeParse(draft.allowedEmotes).success && { allowedEmotes: said.allowedEmotes }),
  }
}

/** Why this cannot be added; undefined where it can. */
export function problemOfEmote(emote: string, others: readonly string[]): string | undefined {
  if (!Emote.safeParse(emote).success) return 'One emoji, or at most 10 characters without spaces.'
  if (others.includes(emote)) return 'It is there already.'
  return others.length >= 64 ? 'There are 64 already.' : undefined
}

/** Undefined for what is no number: an empty field is not 0. */
export function numberIn(text: string): number | undefined {
  const trimmed = text.trim().replace(',', '.')
  return trimmed === '' ? undefined : Number(trimmed)
}
