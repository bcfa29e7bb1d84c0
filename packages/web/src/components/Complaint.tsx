/** Says what went wrong, next to where it did, and aloud. */
export function Complaint({ children }: { readonly children: string | undefined }) {
  return (
    <p role="alert" className="text-danger text-sm empty:hidden">
      {children}
    </p>
  )
}
