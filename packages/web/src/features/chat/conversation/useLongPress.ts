import { type PointerEvent, useRef } from 'react'

/** How long a finger rests before it means the menu, ms; and how far it may move meanwhile, px. */
const after = 450
const slack = 10

/** Pointer handlers that call `onPress` where a finger rests. Browsers without `contextmenu` on touch need it. */
export function useLongPress(onPress: (x: number, y: number) => void) {
  const held = useRef<{
    readonly timer: ReturnType<typeof setTimeout>
    readonly x: number
    readonly y: number
  }>(null)
  const cancel = (): void => {
    clearTimeout(held.current?.timer)
    held.current = null
  }
  return {
    onPointerDown(event: PointerEvent) {
      if (event.pointerType !== 'touch') return
      const { clientX: x, clientY: y } = event
      held.current = { x, y, timer: setTimeout(() => onPress(x, y), after) }
    },
    onPointerMove(event: PointerEvent) {
      const { current } = held
      if (current !== null && Math.hypot(event.clientX - current.x, event.clientY - current.y) > slack)
        cancel()
    },
    onPointerUp: cancel,
    onPointerCancel: cancel,
  }
}
