import type { Template } from '@stoa/contract/interviews'
import { Copy } from 'lucide-react'
import { Button } from '../../../components/Button.tsx'
import { languageNames } from '../editor/languageNames.ts'

export interface TemplateRowProps {
  readonly template: Template
  readonly onCopy: (template: Template) => void
}

export function TemplateRow({ template, onCopy }: TemplateRowProps) {
  return (
    <article
      aria-label={template.title}
      className="flex h-full items-center gap-3 rounded-3xl border border-line bg-surface p-4"
    >
      <div className="min-w-0 flex-1">
        <h3 className="truncate font-medium">{template.title}</h3>
        <p className="text-ink-soft text-sm">{languageNames[template.language]}</p>
      </div>
      <Button look="quiet" className="text-accent" onClick={() => onCopy(template)}>
        <Copy aria-hidden className="size-4" /> Copy
      </Button>
    </article>
  )
}
