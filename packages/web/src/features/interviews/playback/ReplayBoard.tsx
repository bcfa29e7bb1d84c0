import '@excalidraw/excalidraw/index.css'
import '../drawing/board.css'
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
    const elementsAt = (count: number) =>
      merge(
        [],
        film.elementsAt(count).flatMap((one) => readElement(one) ?? []),
      )
    // As it came out, so that what is drawn later has its place from the beginning.
    const all = elementsAt(recorded.updates.length)
    board.updateScene({ elements: all, captureUpdate: CaptureUpdateAction.NEVER })
    board.scrollToContent(all, { fitToContent: true, animate: false })
    const show = () => {
      const count = film.countAt(indexAt(recording, player.get().time))
      if (count === shown) return
      shown = count
      board.updateScene({ elements: elementsAt(count), captureUpdate: CaptureUpdateAction.NEVER })
    }
    show()
    return player.subscribe(show)
  }, [board, film, player, recording, recorded])
  return (
    <div className="stoa-board h-full">
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
