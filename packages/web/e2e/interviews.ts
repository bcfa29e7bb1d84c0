import type { Locator, Page } from 'playwright-core'

/** Where one writes. */
export function editor(page: Page): Locator {
  return page.locator('main .cm-content')
}

/** What is written in the shown document, as far as it is on screen, without the names of cursors. */
export function textIn(page: Page): Promise<string> {
  return editor(page).evaluate((content) =>
    [...content.querySelectorAll('.cm-line')]
      .map((line) => {
        const copy = line.cloneNode(true) as Element
        for (const caret of copy.querySelectorAll('.cm-remote-caret')) caret.remove()
        return copy.textContent
      })
      .join('\n'),
  )
}

/** Begins an interview from the list, with a template, and waits until it can be written in. */
export async function begin(page: Page, { title, from }: { title: string; from: string }): Promise<void> {
  await page.getByRole('button', { name: 'New interview' }).first().click()
  await page.getByLabel('Title').fill(title)
  await page.getByLabel('Begin with').selectOption({ label: from })
  await page.getByRole('button', { name: 'Begin' }).click()
  await editor(page).waitFor()
}

/** The link that lets somebody in as this. */
export async function linkFor(page: Page, role: 'Candidate' | 'Observer' | 'Interviewer'): Promise<string> {
  await page.getByRole('button', { name: 'Invite' }).click()
  const link = await page.getByRole('textbox', { name: `${role} link` }).inputValue()
  await page.keyboard.press('Escape')
  return link
}
