/** A WebSocket in memory, as the client sees it. */
import type { WebSocketChannel } from '../../../base/index.ts'

export interface ChannelClient {
  /** For the server. */
  readonly channel: WebSocketChannel
  readonly received: Buffer[]
  /** How the server closed it, once it did. */
  closeCode(): number | undefined
  send(...bytes: (number | string | Uint8Array)[]): void
  leave(): void
  /** What came on one channel (first byte), joined. */
  textOn(number: number): string
}

export function channelClient(protocol: string): ChannelClient {
  const waiting: Uint8Array[] = []
  const received: Buffer[] = []
  let code: number | undefined
  let over = false
  let wake = (): void => {}
  const leave = (): void => {
    over = true
    wake()
  }
  return {
    received,
    closeCode: () => code,
    leave,
    send(...parts) {
      const bytes = parts.map((part) => (typeof part === 'number' ? Buffer.of(part) : Buffer.from(part as string)))
      waiting.push(Buffer.concat(bytes))
      wake()
    },
    textOn: (number) => Buffer.concat(received.filter(([first]) => first === number).map((each) => each.subarray(1))).toString(),
    channel: {
      protocol,
      messages: {
        async *[Symbol.asyncIterator]() {
          for (;;) {
            const message = waiting.shift()
            if (message !== undefined) yield message
            else if (over) return
            else {
              await new Promise<void>((resolve) => {
                wake = resolve
              })
            }
          }
        },
      },
      async send(message) {
        if (over) throw new Error('the client is gone')
        received.push(Buffer.from(message))
      },
      close(given) {
        code ??= given
        leave()
      },
    },
  }
}
