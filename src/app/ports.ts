/**
 * Binds the rehearsal's two public ports before anything answers on them, so that the issuer's URL, which holds one,
 * is known when the rest is put together. Until then requests get 503.
 */
import type { HttpHandler, Listening, ListenOptions, UpgradeHandler } from '../base/index.ts'
import type { Edge } from './edge.ts'
import { StartRefusal } from './start-refusal.ts'

export interface BoundPort {
  readonly port: number
  /** From now on requests are answered by these. */
  serve(handler: HttpHandler, upgrade?: UpgradeHandler): void
  close(graceMs: number): Promise<void>
}

export interface PortRequest {
  readonly host: string
  readonly port: number
  /** The option that would choose another port. */
  readonly option: string
  readonly tls?: ListenOptions['tls']
}

const starting: HttpHandler = async () => ({
  status: 503,
  headers: { 'content-type': 'text/plain', 'retry-after': '1' },
  body: 'starting\n',
})

export async function bindPort(edge: Edge, request: PortRequest): Promise<BoundPort> {
  let handler = starting
  let upgrade: UpgradeHandler = async (asked) => ({ kind: 'refuse', response: await starting(asked) })
  const listening = await listen(edge, request, {
    handler: (asked) => handler(asked),
    upgrade: (asked) => upgrade(asked),
  })
  return {
    port: listening.port,
    serve(nextHandler, nextUpgrade) {
      handler = nextHandler
      if (nextUpgrade !== undefined) upgrade = nextUpgrade
    },
    close: (graceMs) => listening.close(graceMs),
  }
}

async function listen(
  edge: Edge,
  request: PortRequest,
  handlers: Pick<ListenOptions, 'handler' | 'upgrade'>,
): Promise<Listening> {
  const { host, port, tls } = request
  try {
    return await edge.listener.listen({ host, port, ...handlers, ...(tls === undefined ? {} : { tls }) })
  } catch (error) {
    const { code } = error as { code?: string }
    if (code === 'EADDRINUSE') {
      throw new StartRefusal(
        'port-in-use',
        `port ${port} is taken by another program`,
        `Stop that program, or choose another port with ${request.option} (0 picks a free one). On a data directory that already has a port, another one changes the issuer's URL: start with a new --data-dir then.`,
        { cause: error },
      )
    }
    if (code === 'EACCES') {
      throw new StartRefusal(
        'port-not-permitted',
        `this user may not listen on port ${port}`,
        `Choose a port above 1023 with ${request.option}.`,
        { cause: error },
      )
    }
    throw error
  }
}
