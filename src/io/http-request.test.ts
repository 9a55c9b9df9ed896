import assert from 'node:assert/strict'
import { connect, type Socket } from 'node:net'
import { test } from 'node:test'
import type { HttpHandler, Listening } from '../base/index.ts'
import { createHttpListener } from './http-listener.ts'

const LIMIT = 1_000

async function serving(handler: HttpHandler, use: (port: number) => Promise<void>): Promise<void> {
  const listener = createHttpListener({
    onBug(error) {
      throw error
    },
  })
  const listening: Listening = await listener.listen({ host: '127.0.0.1', port: 0, handler })
  try {
    await use(listening.port)
  } finally {
    await listening.close(0)
  }
}

const echo: HttpHandler = async (request) => {
  const body = await request.readBody(LIMIT)
  return { status: body === undefined ? 413 : 200, headers: {}, body: body ?? 'too large' }
}

async function answerTo(port: number, init: RequestInit): Promise<{ status: number; text: string }> {
  const response = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', ...init })
  return { status: response.status, text: await response.text() }
}

function inPieces(...pieces: readonly string[]): RequestInit {
  const body = ReadableStream.from(pieces.map((piece) => Buffer.from(piece)))
  return { body, duplex: 'half' } as RequestInit
}

const BODIES: Readonly<Record<string, { init: RequestInit; status: number; text: string }>> = {
  'no body': { init: {}, status: 200, text: '' },
  'one piece': { init: { body: 'one' }, status: 200, text: 'one' },
  'several pieces': { init: inPieces('one, ', 'two, ', 'three'), status: 200, text: 'one, two, three' },
  'just as much as is allowed': { init: { body: 'a'.repeat(LIMIT) }, status: 200, text: 'a'.repeat(LIMIT) },
  'one byte more, said beforehand': { init: { body: 'a'.repeat(LIMIT + 1) }, status: 413, text: 'too large' },
  'one byte more, not said beforehand': { init: inPieces('a'.repeat(LIMIT), 'a'), status: 413, text: 'too large' },
}

for (const [what, { init, status, text }] of Object.entries(BODIES)) {
  test(`a body of ${what} is read as it should be`, () =>
    serving(echo, async (port) => assert.deepEqual(await answerTo(port, init), { status, text })))
}

for (const [what, text] of Object.entries({
  'plain ASCII': 'plain',
  'one byte as Latin-1': 'caf\u00e9',
  'any other': '\u20ac 5',
})) {
  test(`a text of ${what} is answered as UTF-8 of the right length`, () =>
    serving(
      async () => ({ status: 200, headers: {}, body: text }),
      async (port) => assert.deepEqual(await answerTo(port, {}), { status: 200, text }),
    ))
}

test('a peer that goes away within its body ends the reading, and the signal says so', async () => {
  const gone = Promise.withResolvers<{ refused: boolean; aborted: boolean }>()
  const handler: HttpHandler = async (request) => {
    const refused = await request.readBody(LIMIT).then(
      () => false,
      () => true,
    )
    gone.resolve({ refused, aborted: request.signal.aborted })
    return { status: 200, headers: {} }
  }
  await serving(handler, async (port) => {
    const socket: Socket = connect({ port, host: '127.0.0.1' })
    socket.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nonly a part', () => socket.destroy())
    assert.deepEqual(await gone.promise, { refused: true, aborted: true })
  })
})
