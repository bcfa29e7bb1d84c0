import '@excalidraw/excalidraw/index.css'
import './board.css'
import { CaptureUpdateAction, Excalidraw, MainMenu } from '@excalidraw/excalidraw'
import type { ExcalidrawImperativeAPI } from '@excalidraw/excalidraw/types'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { isKept, merge, readElement } from './elements.ts'
import type { DrawingProps } from './props.ts'
import { bind } from './sync.ts'
import { usePointers } from './usePointers.ts'
import { useTheme } from './useTheme.ts'

/** How long changes gather before they are written, in ms; a stroke is written anew as a whole, so it waits longer. */
const pause = { shape: 150, stroke: 500 } as const

/** Excalidraw on a document. */
export function Board({ interview, document, readOnly }: DrawingProps) {
  const [board, setBoard] = useState<ExcalidrawImperativeAPI>()
  /** Undefined until it shows its scene, which it empties first. */
  const [count, setCount] = useState<number>()
  const shown = count !== undefined
  const theme = useTheme()
  const changed = useRef(() => {})
  const writable = useEffectEvent(() => !readOnly)
  usePointers(board, interview, document)

  useEffect(() => {
    if (board === undefined || !shown) return undefined
    const show = (elements: ReturnType<typeof merge>) =>
      board.updateScene({ elements, captureUpdate: CaptureUpdateAction.NEVER })
    const all = () => board.getSceneElementsIncludingDeleted()
    const binding = bind({
      doc: document.doc,
      elements: document.elements,
      read: readElement,
      now: Date.now,
      writable: () => writable(),
      scene: {
        get: () => all().filter(isKept),
        put: (elements) => show(merge(all(), elements)),
        drop: (ids) =>
          show(
            merge(
              all().filter(({ id }) => !ids.has(id)),
              [],
            ),
          ),
        isHeld(id) {
          const { editingTextElement, resizingElement, newElement } = board.getAppState()
          return [editingTextElement, resizingElement, newElement].some((one) => one?.id === id)
        },
      },
    })
    if (all().length > 0) board.scrollToContent(undefined, { fitToContent: true, animate: false })
    let timer: ReturnType<typeof setTimeout> | undefined
    changed.current = () => {
      const stroke = board.getAppState().newElement?.type === 'freedraw'
      timer ??= setTimeout(
        () => {
          timer = undefined
          binding.flush()
        },
        stroke ? pause.stroke : pause.shape,
      )
    }
    return () => {
      clearTimeout(timer)
      changed.current = () => {}
      binding.flush()
      binding.close()
    }
  }, [board, shown, document])

  return (
    <div className="stoa-board h-full">
      <p role="status" className="sr-only">
        {shown && `${count === 1 ? '1 shape' : `${count} shapes`} on the whiteboard`}
      </p>
      <Excalidraw
        excalidrawAPI={setBoard}
        theme={theme}
        viewModeEnabled={readOnly}
        isCollaborating
        aiEnabled={false}
        validateEmbeddable={false}
        UIOptions={{
          tools: { image: false },
          canvasActions: {
            loadScene: false,
            saveToActiveFile: false,
            export: false,
            changeViewBackgroundColor: false,
            toggleTheme: false,
          },
        }}
        onChange={(elements) => {
          setCount(elements.filter(({ isDeleted }) => !isDeleted).length)
          changed.current()
        }}
        onPointerUpdate={({ pointer }) => document.point([pointer.x, pointer.y])}
      >
        <MainMenu>
          <MainMenu.DefaultItems.SaveAsImage />
          <MainMenu.DefaultItems.SearchMenu />
          <MainMenu.DefaultItems.Help />
          <MainMenu.DefaultItems.ClearCanvas />
        </MainMenu>
      </Excalidraw>
    </div>
  )
}
