/** Made by `build-runtimes.ts`. */
declare module 'virtual:runtimes' {
  interface Served {
    readonly url: string
    readonly bytes: number
  }
  interface Runtime {
    readonly script: Served
    readonly assets: Readonly<Record<string, Served>>
  }
  export const sandbox: string
  export const runtimes: Readonly<Record<'javascript' | 'python' | 'sql', Runtime>>
}
