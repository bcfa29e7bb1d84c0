import { restoreElements } from '@excalidraw/excalidraw'
import * as z from 'zod'
import { isShape } from './shape.ts'

type Element = ReturnType<typeof restoreElements>[number]

const Kept = z.custom<Element>(isShape)

/** An element as somebody wrote it, if it is one that this whiteboard has; a copy, as Excalidraw changes its own in place. */
export function readElement(value: unknown): Element | undefined {
  const result = Kept.safeParse(value)
  return result.success ? structuredClone(result.data) : undefined
}

/** What goes to the others of what is drawn here. */
export function isKept(element: Element): boolean {
  return isShape(element)
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
