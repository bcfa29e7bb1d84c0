const page = 65_536

/** Keeps WebAssembly here from growing beyond so many bytes: its `malloc` fails, which the runtimes tell as their own error. */
export function limitMemory(bytes: number): void {
  const grow = WebAssembly.Memory.prototype.grow
  WebAssembly.Memory.prototype.grow = function (this: WebAssembly.Memory, delta: number): number {
    if (this.buffer.byteLength + delta * page > bytes) throw new RangeError('Out of memory')
    return grow.call(this, delta)
  }
}
