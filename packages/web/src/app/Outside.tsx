import { getRouteApi } from '@tanstack/react-router'
import { ClientContext } from '../components/ClientContext.tsx'
import { SignInPage } from '../features/accounts/SignInPage.tsx'

const route = getRouteApi('/signin')

export function Outside() {
  const { client } = route.useLoaderData()
  const { to } = route.useSearch()
  return (
    <ClientContext value={client}>
      <SignInPage to={to ?? '/chat'} />
    </ClientContext>
  )
}
