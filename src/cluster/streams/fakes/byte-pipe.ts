/** Two ends of one connection in memory: what one writes the other reads; closing and breaking are seen. */
import type { ByteStream } from '../../../base/index.ts'
import { createInbox } from '../inbox.ts'

export interface PipeEnd extends ByteStream {
  /** True once this end was destroyed, by itself or by the other. */
  isDestroyed(): boolean
}

export function bytePipe(): [PipeEnd, PipeEnd] {
  const [toRight, toLeft] = [createInbox(), createInbox()]
  let destroyed = false
  const end = (out: typeof toRight, incoming: typeof toRight): PipeEnd => ({
    incoming,
    write(bytes) {
      return destroyed ? Promise.reject(new Error('the connection is gone')) : out.put(Buffer.from(bytes))
    },
    end: () => out.end(),
    destroy() {
      destroyed = true
      toRight.end()
      toLeft.end()
    },
    isDestroyed: () => destroyed,
  })
  return [end(toRight, toLeft), end(toLeft, toRight)]
}

/** Everything that comes until the end, as text. */
export async function textOf(incoming: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = []
  for await (const bytes of incoming) parts.push(bytes)
  return Buffer.concat(parts).toString('utf8')
}
