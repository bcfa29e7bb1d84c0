import '@excalidraw/excalidraw/index.css'
import './replay-board.css'
import { CaptureUpdateAction, Excalidraw } from '@excalidraw/excalidraw'
import type { ExcalidrawImperativeAPI } from '@excalidraw/excalidraw/types'
import { useEffect, useMemo, useState } from 'react'
import { merge, readElement } from '../drawing/elements.ts'
import { useTheme } from '../drawing/useTheme.ts'
import { createDrawingFilm } from './engine/drawing.ts'
import { indexAt } from './engine/places.ts'
import type { RecordedDocument } from './engine/recording.ts'
import { useReplay } from './ReplayContext.ts'

/** Excalidraw, to look at. */
export function ReplayBoard({ recorded }: { readonly recorded: RecordedDocument }) {
  const { recording, player } = useReplay()
  const [board, setBoard] = useState<ExcalidrawImperativeAPI>()
  const film = useMemo(() => createDrawingFilm(recorded.updates), [recorded])
  const theme = useTheme()
  useEffect(() => {
    if (board === undefined) return undefined
    let shown: number | undefined
    const put = (elements: ReturnType<typeof merge>) =>
      board.updateScene({ elements, captureUpdate: CaptureUpdateAction.NEVER })
    const elementsAt = (count: number) =>
      merge(
        [],
        film.elementsAt(count).flatMap((one) => readElement(one) ?? []),
      )
    const show = () => {
      // It begins by emptying itself.
      if (board.getAppState().isLoading) return
      const count = film.countAt(indexAt(recording, player.get().time))
      if (count === shown) return
      if (shown === undefined) {
        // As it came out, so that what is drawn later has its place from the beginning.
        const all = elementsAt(recorded.updates.length)
        put(all)
        board.scrollToContent(all, { fitToContent: true, animate: false })
      }
      shown = count
      put(elementsAt(count))
    }
    show()
    const stops = [board.onChange(show), player.subscribe(show)]
    return () => {
      for (const stop of stops) stop()
    }
  }, [board, film, player, recording, recorded])
  return (
    <div className="stoa-replay-board h-full">
      <Excalidraw
        excalidrawAPI={setBoard}
        theme={theme}
        viewModeEnabled
        zenModeEnabled
        handleKeyboardGlobally={false}
        aiEnabled={false}
        validateEmbeddable={false}
      />
    </div>
  )
}
