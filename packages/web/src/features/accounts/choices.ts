/** Languages offered for dates and numbers; the one somebody has already is added where it is another. */
const common = [
  'en',
  'en-GB',
  'ar',
  'de',
  'el',
  'es',
  'fr',
  'hi',
  'it',
  'ja',
  'ko',
  'nl',
  'pl',
  'pt-BR',
  'tr',
  'uk',
  'zh',
]

type Choice = readonly [value: string, name: string]

export function languagesWith(own: string): Choice[] {
  const tags = common.includes(own) ? common : [own, ...common]
  return tags.map((tag) => [tag, nameOf(tag)])
}

/** A language in its own words. */
function nameOf(tag: string): string {
  try {
    const name = new Intl.DisplayNames(tag, { type: 'language' }).of(tag) ?? tag
    return name.slice(0, 1).toLocaleUpperCase(tag) + name.slice(1)
  } catch {
    return tag
  }
}

export function timeZonesWith(own: string): Choice[] {
  const zones = Intl.supportedValuesOf('timeZone')
  const all = zones.includes(own) ? zones : [own, ...zones]
  return all.map((zone) => [zone, zone.replaceAll('_', ' ')])
}
