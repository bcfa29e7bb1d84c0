/** A ref for the field a screen is about, which has the focus when it appears. */
export function focusFirst(element: HTMLElement | null): void {
  element?.focus()
}
