import { join } from 'node:path'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { compressed } from './build-compress.ts'
import { leanEmoji } from './build-emoji.ts'
import { firstVisit } from './build-first-visit.ts'
import { runtimes } from './build-runtimes.ts'
import { whiteboard } from './build-whiteboard.ts'

const node = 'http://127.0.0.1:7070'

/** `--mode preview` shows the app with a stand-in for the SDK and no server. */
export default defineConfig(({ mode }) => ({
  resolve: {
    alias:
      mode === 'preview' ? { '@stoa/client': join(import.meta.dirname, 'src/testing/fakeClient.ts') } : {},
  },
  plugins: [react(), tailwindcss(), leanEmoji(), runtimes(), whiteboard(), compressed()],
  server: {
    port: 5173,
    // In development the service worker is below /src.
    headers: { 'service-worker-allowed': '/' },
    proxy: {
      '/api': node,
      '/pictures': node,
      '/mailbox': node,
      '/socket': { target: node, ws: true },
    },
  },
  build: {
    target: 'es2024',
    // Inlined assets would be data: URLs, which the CSP refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // The service worker beside the app, at the address that its scope needs.
      input: { index: join(import.meta.dirname, 'index.html'), sw: join(import.meta.dirname, 'src/sw.ts') },
      output: {
        codeSplitting: { groups: [firstVisit()] },
        entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
      },
    },
    reportCompressedSize: true,
  },
}))
