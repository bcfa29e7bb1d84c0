/** Made by `build-whiteboard.ts`. */
declare module 'virtual:whiteboard' {
  /** Where Excalidraw's own files are on this server. */
  export const assets: string
}

interface Window {
  /** Read by Excalidraw: where it fetches its fonts from. */
  EXCALIDRAW_ASSET_PATH?: string
}
