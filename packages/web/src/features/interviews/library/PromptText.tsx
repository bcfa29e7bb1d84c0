import { MarkdownText } from '../../chat/markdown/MarkdownText.tsx'
import { promptParts } from './promptParts.ts'

/** A prompt as it is read: the Markdown of messages, and headings. */
export function PromptText({ text }: { readonly text: string }) {
  return (
    <div className="flex flex-col gap-2">
      {promptParts(text).map((part) =>
        part.kind === 'heading' ? (
          <p key={part.line} className="font-semibold text-base">
            {part.text}
          </p>
        ) : (
          <div key={part.line}>
            <MarkdownText text={part.text} />
          </div>
        ),
      )}
    </div>
  )
}
