import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createClientLoader } from './loadClient.ts'
import { reloadOnStale } from './reloadOnStale.ts'
import { createAppRouter } from './router.tsx'
import './styles.css'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')

// Zod, which comes with the first page that needs it, would try to compile its schemas. The page's security policy forbids that, and every try
// is reported as a breach of it.
Reflect.set(globalThis, '__zod_globalConfig', { jitless: true })

// The name of the built entry has a hash of it.
reloadOnStale(window, import.meta.url)

createRoot(root).render(
  <StrictMode>
    <RouterProvider router={createAppRouter({ client: createClientLoader() })} />
  </StrictMode>,
)
