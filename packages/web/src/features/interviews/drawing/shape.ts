import * as z from 'zod'

/** How far from the middle a place may be, and how large a shape: beyond, drawing it takes as long as there is to fill. */
const furthest = 10_000_000
const largest = 1_000_000
/** A stroke of minutes, drawn at sixty places a second. */
const mostPoints = 20_000

const Place = z.number().min(-furthest).max(furthest)
const Length = z.number().min(-largest).max(largest)
const Share = z.number().min(-furthest).max(furthest)
const Id = z.string().min(1).max(100)

/** By hand, as a stroke has thousands of them and is looked at with each change. */
const Points = z.custom<readonly (readonly [number, number])[]>(isPoints)

function isPoints(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.length <= mostPoints && value.every(isPoint)
}

function isPoint(value: unknown): boolean {
  return Array.isArray(value) && value.length >= 2 && isLength(value[0]) && isLength(value[1])
}

function isLength(value: unknown): boolean {
  return typeof value === 'number' && Math.abs(value) <= largest
}

const Point = z.custom<readonly [number, number]>(isPoint)
const Colour = z.string().max(100)

/** What shapes of all types have. Excalidraw puts in what is missing, and fails where something is of another kind. */
const common = {
  id: Id,
  version: z.int(),
  versionNonce: z.int(),
  index: z.string().max(100),
  isDeleted: z.boolean(),
  updated: z.number(),
  x: Place,
  y: Place,
  width: Length.optional(),
  height: Length.optional(),
  angle: z.number().optional(),
  strokeColor: Colour.optional(),
  backgroundColor: Colour.optional(),
  fillStyle: z.enum(['hachure', 'cross-hatch', 'solid', 'zigzag']).optional(),
  strokeWidth: z.number().min(0.1).max(1_000).optional(),
  strokeStyle: z.enum(['solid', 'dashed', 'dotted']).optional(),
  roughness: z.number().min(0).max(10).optional(),
  roundness: z.looseObject({ type: z.int().min(1).max(3), value: Length.optional() }).nullish(),
  opacity: z.number().min(0).max(100).optional(),
  seed: z.number().optional(),
  groupIds: z.array(Id).optional(),
  frameId: Id.nullish(),
  boundElements: z.array(z.looseObject({ id: Id, type: z.enum(['arrow', 'text']) })).nullish(),
  link: z.string().nullish(),
  locked: z.boolean().optional(),
}

const Binding = z.looseObject({
  elementId: Id,
  focus: Share,
  gap: Share,
  fixedPoint: z.tuple([Share, Share]).nullish(),
})

const line = {
  points: Points,
  lastCommittedPoint: Point.nullish(),
  startBinding: Binding.nullish(),
  endBinding: Binding.nullish(),
  startArrowhead: z.string().nullish(),
  endArrowhead: z.string().nullish(),
}

/** Shapes alone: no pictures, whose files are not kept, and nothing that shows other sites. */
const shapes = z.discriminatedUnion('type', [
  z.looseObject({ ...common, type: z.enum(['rectangle', 'diamond', 'ellipse']) }),
  z.looseObject({ ...common, type: z.literal('frame'), name: z.string().nullish() }),
  z.looseObject({ ...common, ...line, type: z.literal('line') }),
  z.looseObject({
    ...common,
    ...line,
    type: z.literal('arrow'),
    elbowed: z.boolean().optional(),
    fixedSegments: z.array(z.looseObject({ start: Point, end: Point, index: z.int().min(0) })).nullish(),
  }),
  z.looseObject({
    ...common,
    type: z.literal('freedraw'),
    points: Points,
    pressures: z.array(z.number()).max(mostPoints).optional(),
    simulatePressure: z.boolean().optional(),
    lastCommittedPoint: Point.nullish(),
  }),
  z.looseObject({
    ...common,
    type: z.literal('text'),
    text: z.string(),
    originalText: z.string().optional(),
    fontSize: z.number().min(0.1).max(100_000),
    // Those that it knows.
    fontFamily: z.int().min(1).max(9).optional(),
    textAlign: z.enum(['left', 'center', 'right']).optional(),
    verticalAlign: z.enum(['top', 'middle', 'bottom']).optional(),
    containerId: Id.nullish(),
    autoResize: z.boolean().optional(),
    lineHeight: z.number().min(0.1).max(100).optional(),
  }),
])

/**
 * Is this an element that a whiteboard can show? Others may write anything into a drawing, and Excalidraw, given what it does not
 * expect, fails as a whole.
 */
export function isShape(value: unknown): boolean {
  return shapes.safeParse(value).success
}
