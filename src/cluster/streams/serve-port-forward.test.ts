import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ByteStream } from '../../base/index.ts'
import { bytePipe, type PipeEnd, textOf } from './fakes/byte-pipe.ts'
import { channelClient } from './fakes/channel.ts'
import { spdyHeaders, upgradeRequest, webSocketHeaders } from './fakes/exec-session.ts'
import { type SpdyClient, spdyClient } from './fakes/spdy-client.ts'
import { servePortForward } from './serve-port-forward.ts'

const TUNNEL = 'SPDY/3.1+portforward.k8s.io'

async function turns(count = 20): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate)
}

/** A pod with one listening port: its ends of the connections are the test's. */
function pod(port = 8080) {
  const accepted: PipeEnd[] = []
  const connect = async (wanted: number): Promise<ByteStream> => {
    if (wanted !== port) throw new Error('connection refused')
    const [near, far] = bytePipe()
    accepted.push(far)
    return near
  }
  return { accepted, connect }
}

/** Answers each connection with what it sent, in capitals, once the client has said all. */
async function shouting(connection: PipeEnd): Promise<void> {
  const text = await textOf(connection.incoming)
  await connection.write(Buffer.from(text.toUpperCase()))
  connection.end()
}

async function overSpdy(connect: (port: number) => Promise<ByteStream>) {
  const answer = await servePortForward(upgradeRequest('/portforward', spdyHeaders('portforward.k8s.io')), connect)
  assert.ok(answer.kind === 'stream')
  const [far, near] = bytePipe()
  const client = spdyClient(near)
  return { client, near, far, served: answer.serve(far) }
}

async function pair(client: SpdyClient, requestid: string, port: number) {
  const error = await client.open({ streamtype: 'error', requestid, port: String(port) })
  await error.end()
  const data = await client.open({ streamtype: 'data', requestid, port: String(port) })
  return { error, data }
}

test('over SPDY a pair of streams is one connection to the port, half-closed both ways', async () => {
  const { connect, accepted } = pod()
  const { client, served } = await overSpdy(connect)
  const { data, error } = await pair(client, '0', 8080)
  await data.write('hello ')
  await data.write('pod')
  await data.end()
  while (accepted.length < 1) await turns(1)
  await shouting(accepted[0]!)
  assert.equal(await textOf(data.incoming), 'HELLO POD')
  assert.equal(await textOf(error.incoming), '')
  await client.goAway()
  await Promise.all([served, client.closed])
})

test('several connections in one tunnel keep apart', async () => {
  const { connect, accepted } = pod()
  const { client, served } = await overSpdy(connect)
  const pairs = await Promise.all(['0', '1', '2'].map((id) => pair(client, id, 8080)))
  for (const [index, { data }] of pairs.entries()) await data.write(`request ${index}`)
  for (const { data } of pairs) await data.end()
  while (accepted.length < 3) await turns(1)
  await Promise.all(accepted.map(shouting))
  const answers = await Promise.all(pairs.map(({ data }) => textOf(data.incoming)))
  assert.deepEqual(answers, ['REQUEST 0', 'REQUEST 1', 'REQUEST 2'])
  await client.goAway()
  await served
})

test('one tunnel forwards far more connections, one after the other, than it may hold at once', async () => {
  const { connect, accepted } = pod()
  const { client, served } = await overSpdy(connect)
  for (let round = 0; round < 300; round++) {
    const { data } = await pair(client, String(round), 8080)
    await data.write('x')
    await data.end()
    while (accepted.length === 0) await turns(1)
    await shouting(accepted.pop()!)
    assert.equal(await textOf(data.incoming), 'X', `connection ${round}`)
  }
  await client.goAway()
  await served
})

const UNREACHABLE: [string, string, RegExp][] = [
  ['nobody listens', '9999', /^error forwarding port 9999 to the pod: connection refused$/],
  ['the port is 0', '0', /^port 0: expected a port/],
  ['the port is no number', 'http', /^port NaN: expected a port/],
]

for (const [what, port, expected] of UNREACHABLE) {
  test(`if ${what} the error stream says so, and the tunnel goes on`, async () => {
    const { connect, accepted } = pod()
    const { client, served } = await overSpdy(connect)
    const error = await client.open({ streamtype: 'error', requestid: '0', port })
    const data = await client.open({ streamtype: 'data', requestid: '0', port })
    await data.write(Buffer.alloc(600_000))
    assert.match(await textOf(error.incoming), expected)
    assert.equal(await textOf(data.incoming), '')
    const next = await pair(client, '1', 8080)
    await next.data.end()
    while (accepted.length < 1) await turns(1)
    await shouting(accepted[0]!)
    assert.equal(await textOf(next.data.incoming), '')
    await client.goAway()
    await served
  })
}

test('streams may come in either order, and those of unknown type are nobody', async () => {
  const { connect, accepted } = pod()
  const { client, served } = await overSpdy(connect)
  await client.open({ streamtype: 'other', requestid: '0', port: '8080' })
  await client.open({})
  const data = await client.open({ streamtype: 'data', requestid: '0', port: '8080' })
  await client.open({ streamtype: 'data', requestid: '0', port: '8080' })
  await client.open({ streamtype: 'error', requestid: '0', port: '8080' })
  await data.write('late')
  await data.end()
  while (accepted.length === 0) await turns(1)
  await shouting(accepted[0]!)
  assert.equal(await textOf(data.incoming), 'LATE')
  await client.goAway()
  await served
})

test('when the tunnel breaks, what it brought is delivered and its connections go', async () => {
  const { connect, accepted } = pod()
  const { client, near, served } = await overSpdy(connect)
  const { data } = await pair(client, '0', 8080)
  await data.write('last words')
  const idle = await pair(client, '1', 8080)
  await idle.data.end()
  while (accepted.length < 2) await turns(1)
  near.destroy()
  await served
  assert.equal(await textOf(accepted[0]!.incoming), 'last words')
  assert.ok(accepted.every((connection) => connection.isDestroyed()))
})

test('a stream that the client resets ends its connection only', async () => {
  const { connect, accepted } = pod()
  const { client, served } = await overSpdy(connect)
  const first = await pair(client, '0', 8080)
  const second = await pair(client, '1', 8080)
  while (accepted.length < 2) await turns(1)
  await first.data.reset()
  assert.equal(await textOf(accepted[0]!.incoming), '')
  await second.data.write('on')
  await second.data.end()
  await shouting(accepted[1]!)
  assert.equal(await textOf(second.data.incoming), 'ON')
  await client.goAway()
  await served
})

/** A tunnel in WebSocket messages: split as `sizes` say, with empty messages between. */
async function overTunnel(connect: (port: number) => Promise<ByteStream>, sizes: readonly number[]) {
  const answer = await servePortForward(
    upgradeRequest('/portforward?ports=1', webSocketHeaders(TUNNEL, 'v4.channel.k8s.io')),
    connect,
  )
  assert.ok(answer.kind === 'websocket')
  assert.equal(answer.protocol, TUNNEL)
  const socket = channelClient(TUNNEL)
  const served = answer.serve(socket.channel)
  let taken = 0
  let next = 0
  const transport: ByteStream = {
    incoming: {
      async *[Symbol.asyncIterator]() {
        while (socket.closeCode() === undefined || taken < socket.received.length) {
          const message = socket.received[taken]
          if (message === undefined) await turns(1)
          else {
            taken++
            yield message
          }
        }
      },
    },
    async write(bytes) {
      let offset = 0
      while (offset < bytes.length) {
        const size = sizes[next++ % sizes.length] ?? 1
        socket.send(bytes.subarray(offset, offset + size))
        offset += size
        if (next % 3 === 0) socket.send()
      }
    },
    end: socket.leave,
    destroy: socket.leave,
  }
  return { client: spdyClient(transport), socket, served }
}

for (const sizes of [[1], [7], [3, 1, 1000], [100_000]]) {
  test(`the tunnel takes SPDY bytes split into ${sizes.join(', ')} with empty messages between`, async () => {
    const { connect, accepted } = pod()
    const { client, socket, served } = await overTunnel(connect, sizes)
    const first = await pair(client, '0', 8080)
    const second = await pair(client, '1', 8080)
    const refused = await pair(client, '2', 81)
    await first.data.write('one')
    await second.data.write('t'.repeat(5_000))
    await Promise.all([first.data.end(), second.data.end()])
    while (accepted.length < 2) await turns(1)
    await Promise.all(accepted.map(shouting))
    assert.equal(await textOf(first.data.incoming), 'ONE')
    assert.equal(await textOf(second.data.incoming), 'T'.repeat(5_000))
    assert.match(await textOf(refused.error.incoming), /connection refused/)
    await client.goAway()
    await Promise.all([served, client.closed])
    assert.equal(socket.closeCode(), 1000)
  })
}

async function overChannels(connect: (port: number) => Promise<ByteStream>, query: string) {
  const answer = await servePortForward(upgradeRequest(`/portforward?${query}`, webSocketHeaders('v4.channel.k8s.io')), connect)
  assert.ok(answer.kind === 'websocket')
  const client = channelClient(answer.protocol)
  return { client, served: answer.serve(client.channel) }
}

test('over channels each port has data and errors, and is named little-endian first', async () => {
  const { connect, accepted } = pod(8080)
  const { client, served } = await overChannels(connect, 'ports=8080&ports=81')
  client.send(0, 'hello')
  await turns()
  const names = client.received.slice(0, 4).map((message) => [...message])
  assert.deepEqual(names, [
    [0, 0x90, 0x1f],
    [1, 0x90, 0x1f],
    [2, 81, 0],
    [3, 81, 0],
  ])
  assert.equal(client.textOn(3).slice(2), 'error forwarding port 81 to the pod: connection refused')
  await accepted[0]!.write(Buffer.from('answer'))
  accepted[0]!.end()
  await served
  assert.equal(client.textOn(0).slice(2), 'answer')
  assert.equal(client.closeCode(), 1000)
})

test('over channels a client that leaves has its last bytes delivered, and the connection goes', async () => {
  const { connect, accepted } = pod()
  const { client, served } = await overChannels(connect, 'ports=8080')
  client.send(0, 'last words')
  client.send(2, 'for no port')
  client.send(1, 'errors are ours')
  client.send()
  while (accepted.length < 1) await turns(1)
  client.leave()
  await served
  assert.equal(await textOf(accepted[0]!.incoming), 'last words')
  assert.equal(accepted[0]!.isDestroyed(), true)
})

test('over channels bytes for a port where nobody listens are dropped, however many', async () => {
  const { connect } = pod()
  const { client, served } = await overChannels(connect, 'ports=81')
  for (let part = 0; part < 20; part++) client.send(0, Buffer.alloc(64 * 1024))
  await served
  assert.equal(client.closeCode(), 1000)
})

const REFUSED: [string, Record<string, string>][] = [
  ['', webSocketHeaders('v4.channel.k8s.io')],
  ['ports=0', webSocketHeaders('v4.channel.k8s.io')],
  ['ports=80,x', webSocketHeaders('v4.channel.k8s.io')],
  ['ports=65536', webSocketHeaders('v4.channel.k8s.io')],
  [`ports=${Array.from({ length: 33 }, (_, index) => index + 1).join(',')}`, webSocketHeaders('v4.channel.k8s.io')],
  ['ports=80', webSocketHeaders('chat')],
  ['ports=80', {}],
  ['ports=80', { upgrade: 'h2c' }],
  ['', spdyHeaders('something')],
]

for (const [query, headers] of REFUSED) {
  test(`${query || 'no port'} with ${JSON.stringify(headers)} is refused with 400`, async () => {
    const answer = await servePortForward(upgradeRequest(`/portforward?${query}`, headers), pod().connect)
    assert.ok(answer.kind === 'refuse')
    assert.equal(answer.response.status, 400)
  })
}
