// Runs inside QuickJS, before the program: what a program expects around it. `host` is how it writes, reads and waits.
;(host) => {
  const depthShown = 4
  const itemsShown = 100

  const quote = (text) => {
    const plain = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"')
    return text.includes("'") ? `"${plain}"` : `'${plain}'`
  }
  const keyOf = (key) => {
    if (typeof key === 'symbol') return `[${String(key)}]`
    return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quote(key)
  }
  const nameOf = (value) => {
    const proto = Object.getPrototypeOf(value)
    return proto === null ? '[Object: null prototype]' : (proto.constructor?.name ?? '')
  }
  const wrap = (open, parts, close) => {
    if (parts.length === 0) return open + close
    const flat = `${open} ${parts.join(', ')} ${close}`
    if (flat.length <= 76 && !flat.includes('\n')) return flat
    return `${open}\n${parts.map((part) => `  ${part.replaceAll('\n', '\n  ')}`).join(',\n')}\n${close}`
  }
  const some = (all, show) => {
    const shown = all.slice(0, itemsShown).map(show)
    if (all.length > itemsShown) shown.push(`... ${all.length - itemsShown} more items`)
    return shown
  }

  const inspectObject = (value, seen) => {
    const within = [...seen, value]
    const show = (one) => inspect(one, within)
    const fields = (keys) =>
      some(keys, (key) => {
        const { get, set, value: field } = Object.getOwnPropertyDescriptor(value, key)
        const access = get && set ? '[Getter/Setter]' : get ? '[Getter]' : set ? '[Setter]' : show(field)
        return `${keyOf(key)}: ${access}`
      })
    const keys = [
      ...Object.keys(value),
      ...Object.getOwnPropertySymbols(value).filter((key) =>
        Object.prototype.propertyIsEnumerable.call(value, key),
      ),
    ]
    const name = nameOf(value)
    if (Array.isArray(value)) {
      const extra = keys.filter((key) => typeof key === 'symbol' || !/^\d+$/.test(key))
      const items = some(Array.from(value), show)
      return wrap(name === 'Array' ? '[' : `${name}(${value.length}) [`, [...items, ...fields(extra)], ']')
    }
    if (value instanceof Map) {
      const pairs = some([...value], ([key, one]) => `${show(key)} => ${show(one)}`)
      return wrap(`${name}(${value.size}) {`, [...pairs, ...fields(keys)], '}')
    }
    if (value instanceof Set)
      return wrap(`${name}(${value.size}) {`, [...some([...value], show), ...fields(keys)], '}')
    if (ArrayBuffer.isView(value) && !(value instanceof DataView))
      return wrap(`${name}(${value.length}) [`, some(Array.from(value), show), ']')
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
    if (value instanceof RegExp) return String(value)
    if (value instanceof Promise) return 'Promise {}'
    if (value instanceof Error) {
      const head = `${value.name}: ${value.message}`
      // What is in here is none of the program.
      const frames = (value.stack ?? '').split('\n').filter((line) => !line.includes('(prelude.js:'))
      const stack = frames.join('\n').trimEnd()
      const whole = stack === '' ? head : `${head}\n${stack}`
      return keys.length === 0 ? whole : `${whole} ${wrap('{', fields(keys), '}')}`
    }
    if (value instanceof Number || value instanceof String || value instanceof Boolean)
      return `[${name}: ${show(value.valueOf())}]`
    return wrap(name === 'Object' ? '{' : `${name} {`, fields(keys), '}')
  }

  const inspect = (value, seen = []) => {
    switch (typeof value) {
      case 'string':
        return quote(value)
      case 'bigint':
        return `${value}n`
      case 'symbol':
        return String(value)
      case 'function': {
        const kind = /^class\b/.test(Function.prototype.toString.call(value)) ? 'class' : 'Function'
        return value.name ? `[${kind}: ${value.name}]` : `[${kind} (anonymous)]`
      }
      case 'object':
        if (value === null) return 'null'
        if (seen.includes(value)) return '[Circular]'
        if (seen.length >= depthShown)
          return Array.isArray(value) ? '[Array]' : `[${nameOf(value) || 'Object'}]`
        return inspectObject(value, seen)
      default:
        return Object.is(value, -0) ? '-0' : String(value)
    }
  }
  const text = (value) => (typeof value === 'string' ? value : inspect(value))

  const formats = {
    s: text,
    d: (value) => String(Number(value)),
    i: (value) => String(Number.parseInt(value, 10)),
    f: (value) => String(Number.parseFloat(value)),
    j: (value) => JSON.stringify(value),
    o: inspect,
    O: inspect,
  }
  const format = (values) => {
    if (typeof values[0] !== 'string' || values.length === 1) return values.map(text).join(' ')
    const rest = values.slice(1)
    const first = values[0].replace(/%([sdifjoO%])/g, (whole, kind) => {
      if (kind === '%') return '%'
      return rest.length === 0 ? whole : formats[kind](rest.shift())
    })
    return [first, ...rest.map(text)].join(' ')
  }

  const clone = (value, seen) => {
    if (typeof value === 'function' || typeof value === 'symbol')
      throw new TypeError(`${inspect(value)} could not be cloned`)
    if (typeof value !== 'object' || value === null) return value
    if (seen.has(value)) return seen.get(value)
    const keep = (copy) => {
      seen.set(value, copy)
      return copy
    }
    const inner = (one) => clone(one, seen)
    if (value instanceof Date) return keep(new Date(value.getTime()))
    if (value instanceof RegExp) return keep(new RegExp(value.source, value.flags))
    if (value instanceof ArrayBuffer) return keep(value.slice(0))
    if (ArrayBuffer.isView(value)) {
      const size = value instanceof DataView ? value.byteLength : value.length
      return keep(new value.constructor(inner(value.buffer), value.byteOffset, size))
    }
    if (value instanceof Map) {
      const copy = keep(new Map())
      for (const [key, one] of value) copy.set(inner(key), inner(one))
      return copy
    }
    if (value instanceof Set) {
      const copy = keep(new Set())
      for (const one of value) copy.add(inner(one))
      return copy
    }
    const copy = keep(Array.isArray(value) ? new Array(value.length) : {})
    for (const key of Object.keys(value)) copy[key] = inner(value[key])
    return copy
  }

  let indent = ''
  const counts = new Map()
  const begun = new Map()
  const write = (stream, line) => host.write(stream, `${indent}${line.replaceAll('\n', `\n${indent}`)}\n`)
  const log = (...values) => write('out', format(values))
  const complain = (...values) => write('err', format(values))
  globalThis.console = {
    log,
    info: log,
    debug: log,
    table: log,
    dir: (value) => log(inspect(value)),
    warn: complain,
    error: complain,
    trace: complain,
    assert: (holds, ...values) => holds || complain('Assertion failed', ...values),
    group: (...values) => {
      if (values.length > 0) log(...values)
      indent += '  '
    },
    groupEnd: () => {
      indent = indent.slice(2)
    },
    count: (label = 'default') => {
      counts.set(label, (counts.get(label) ?? 0) + 1)
      log(`${label}: ${counts.get(label)}`)
    },
    time: (label = 'default') => void begun.set(label, Date.now()),
    timeEnd: (label = 'default') => log(`${label}: ${Date.now() - (begun.get(label) ?? Date.now())}ms`),
  }
  globalThis.print = log
  globalThis.readline = () => host.read()
  globalThis.prompt = () => host.read()

  const timers = new Map()
  const start =
    (repeats) =>
    (callback, delay = 0, ...values) => {
      const every = Math.max(repeats ? 1 : 0, Number(delay) || 0)
      const id = host.wait(every, repeats)
      timers.set(id, { run: () => callback(...values), repeats })
      return id
    }
  const stop = (id) => {
    timers.delete(id)
    host.forget(Number(id))
  }
  globalThis.setTimeout = start(false)
  globalThis.setInterval = start(true)
  globalThis.setImmediate = (callback, ...values) => globalThis.setTimeout(callback, 0, ...values)
  globalThis.clearTimeout = stop
  globalThis.clearInterval = stop
  globalThis.queueMicrotask = (callback) => void Promise.resolve().then(callback)
  globalThis.structuredClone ??= (value) => clone(value, new Map())

  return {
    inspect,
    wake: (id) => {
      const timer = timers.get(id)
      if (timer?.repeats === false) timers.delete(id)
      timer?.run()
    },
  }
}
