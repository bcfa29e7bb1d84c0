import { isBytes, type Route } from '@stoa/contract/http'

/** A call to a route whose types are no longer known. */
export interface LooseCall {
  readonly params?: Readonly<Record<string, unknown>> | undefined
  readonly query?: Readonly<Record<string, unknown>> | undefined
  readonly body?: unknown
  readonly contentType?: string | undefined
}

export function requestOf(
  origin: string,
  route: Route,
  call: LooseCall,
  token: string | undefined,
): { readonly target: string; readonly init: RequestInit } {
  const headers = new Headers()
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`)
  const init: RequestInit = { method: route.method, headers }
  if (isBytes(route.body)) {
    headers.set('content-type', call.contentType ?? 'application/octet-stream')
    init.body = bytesOf(call.body)
  } else if (route.body !== undefined) {
    headers.set('content-type', 'application/json')
    init.body = JSON.stringify(call.body ?? {})
  }
  return { target: `${origin}${pathOf(route, call.params ?? {})}${queryOf(call.query ?? {})}`, init }
}

function pathOf(route: Route, params: Readonly<Record<string, unknown>>): string {
  // `*` stands for the rest of the path, slashes and all.
  return route.path.replace(/:(\w+)|\*$/g, (whole, named: string | undefined) => {
    const name = named ?? whole
    const value = params[name]
    if (value === undefined) throw new TypeError(`${route.method} ${route.path} needs the parameter ${name}`)
    const text = String(value)
    return named === undefined ? text.split('/').map(encodeURIComponent).join('/') : encodeURIComponent(text)
  })
}

function queryOf(query: Readonly<Record<string, unknown>>): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value))
  const text = search.toString()
  return text === '' ? '' : `?${text}`
}

function bytesOf(body: unknown): Blob {
  if (body instanceof Blob) return body
  if (body instanceof Uint8Array) return new Blob([Uint8Array.from(body)])
  throw new TypeError('This route takes bytes: a Uint8Array or a Blob')
}
