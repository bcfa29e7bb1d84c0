import { restoreElements } from '@excalidraw/excalidraw'
import * as z from 'zod'

type Element = ReturnType<typeof restoreElements>[number]

/** Shapes alone: no pictures, whose files are not kept, and nothing that shows other sites. */
const shapes = ['rectangle', 'diamond', 'ellipse', 'line', 'arrow', 'freedraw', 'text', 'frame'] as const

const Shape = z.looseObject({
  id: z.string().min(1).max(100),
  type: z.enum(shapes),
  version: z.int(),
  versionNonce: z.int(),
  index: z.string().max(100),
  isDeleted: z.boolean(),
  updated: z.number(),
  x: z.number(),
  y: z.number(),
})
const Kept = z.custom<Element>((value) => Shape.safeParse(value).success)

/** An element as somebody wrote it, if it is one that this whiteboard has; a copy, as Excalidraw changes its own in place. */
export function readElement(value: unknown): Element | undefined {
  const result = Kept.safeParse(value)
  return result.success ? structuredClone(result.data) : undefined
}

/** What goes to the others of what is drawn here. */
export function isKept(element: Element): boolean {
  return Shape.safeParse(element).success
}

/** The elements of a scene after these came into it, in their order; what is missing in them is put right. */
export function merge(scene: readonly Element[], changed: readonly Element[]): Element[] {
  // Excalidraw gives those new places that come in another order.
  const restored = restoreElements(changed.toSorted(byPlace), null)
  const all = new Map([...scene, ...restored].map((element) => [element.id, element]))
  return [...all.values()].sort(byPlace)
}

function byPlace(one: Element, other: Element): number {
  if (one.index === other.index) return one.id < other.id ? -1 : 1
  return one.index < other.index ? -1 : 1
}
