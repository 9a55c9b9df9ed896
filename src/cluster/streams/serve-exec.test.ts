import assert from 'node:assert/strict'
import { test } from 'node:test'
import { notFound } from '../../kube/index.ts'
import { bytePipe, type PipeEnd, textOf } from './fakes/byte-pipe.ts'
import { type ChannelClient, channelClient } from './fakes/channel.ts'
import { type FakeCommand, fakeCommand, spdyHeaders, upgradeRequest, webSocketHeaders } from './fakes/exec-session.ts'
import { type SpdyClient, spdyClient } from './fakes/spdy-client.ts'
import { serveExec } from './serve-exec.ts'

const [STDIN, STDOUT, STDERR, ERROR, RESIZE, CLOSE] = [0, 1, 2, 3, 4, 255]
const SUCCESS = { metadata: {}, status: 'Success' }
const V5 = 'v5.channel.k8s.io'
const V4 = 'v4.channel.k8s.io'
const ALL = '/exec?command=sh&command=-c&command=x&stdin=true&stdout=true&stderr=true'

async function turns(count = 20): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate)
}

async function overChannels(command: FakeCommand, target = ALL, protocols = [V5, V4]) {
  const answer = await serveExec(upgradeRequest(target, webSocketHeaders(...protocols)), command.start)
  assert.equal(answer.kind, 'websocket')
  assert.ok(answer.kind === 'websocket')
  const client: ChannelClient = channelClient(answer.protocol)
  return { client, protocol: answer.protocol, served: answer.serve(client.channel) }
}

async function overSpdy(command: FakeCommand, target = ALL, transport: [PipeEnd, PipeEnd] = bytePipe()) {
  const answer = await serveExec(upgradeRequest(target, spdyHeaders('v5.channel.k8s.io', V4)), command.start)
  assert.ok(answer.kind === 'stream')
  assert.equal(answer.headers['x-stream-protocol-version'], V4)
  const [far, near] = transport
  const client: SpdyClient = spdyClient(near)
  return { client, near, far, served: answer.serve(far) }
}

for (const protocol of [V5, V4]) {
  test(`over ${protocol} output, errors and the exit status come on channels of their own`, async () => {
    const command = fakeCommand()
    const { client, served, protocol: accepted } = await overChannels(command, ALL, [protocol])
    assert.equal(accepted, protocol)
    assert.deepEqual(command.asked()?.command, ['sh', '-c', 'x'])
    await command.stdout.put(Buffer.from('out '))
    await command.stderr.put(Buffer.from('err'))
    await command.stdout.put(Buffer.from('put'))
    command.exit(0)
    await served
    assert.equal(client.textOn(STDOUT), 'out put')
    assert.equal(client.textOn(STDERR), 'err')
    assert.deepEqual(JSON.parse(client.textOn(ERROR)), SUCCESS)
    assert.equal(client.received.at(-1)?.[0], ERROR, 'the status is the last message')
    assert.equal(client.closeCode(), 1000)
    assert.equal(command.kills(), 0)
  })
}

test('input, its end by the close channel, and sizes reach the command', async () => {
  const command = fakeCommand()
  const { client, served } = await overChannels(command)
  client.send(RESIZE, '{"Width":120,"Height":40}')
  for (const wrong of ['{"Width":-1,"Height":40}', '{"Width":1e9,"Height":1}', '{"Width":"80","Height":24}', 'null', '[', ''])
    client.send(RESIZE, wrong)
  client.send(STDIN, 'one ')
  client.send(STDIN)
  client.send(STDIN, 'two')
  client.send(CLOSE, STDIN)
  assert.equal(await command.stdinText, 'one two')
  assert.deepEqual(command.sizes, [[120, 40]])
  command.exit(0)
  await served
})

test('messages on channels that are not for the client change nothing', async () => {
  const command = fakeCommand()
  const { client, served } = await overChannels(command)
  for (const message of [[], [STDOUT, 120], [STDERR], [ERROR, 1], [CLOSE], [CLOSE, 9], [77, 1, 2]]) client.send(...message)
  client.send(CLOSE, STDIN)
  assert.equal(await command.stdinText, '')
  command.exit(0)
  await served
  assert.deepEqual(JSON.parse(client.textOn(ERROR)), SUCCESS)
})

test('an exit code other than 0 is told with its cause', async () => {
  const command = fakeCommand()
  const { client, served } = await overChannels(command)
  command.exit(3)
  await served
  const status = JSON.parse(client.textOn(ERROR))
  assert.equal(status.reason, 'NonZeroExitCode')
  assert.deepEqual(status.details.causes, [{ reason: 'ExitCode', message: '3' }])
})

test('a command that breaks off says why on the error channel', async () => {
  const command = fakeCommand()
  const { client, served } = await overChannels(command)
  command.fail(new Error('the container is gone'))
  await served
  assert.deepEqual(JSON.parse(client.textOn(ERROR)), {
    metadata: {},
    status: 'Failure',
    reason: 'InternalError',
    message: 'the container is gone',
  })
})

test('output that was not asked for is taken from the command and dropped', async () => {
  const command = fakeCommand()
  const { client, served } = await overChannels(command, '/exec?command=x&stdout=true&tty=true&stderr=true')
  assert.equal(command.asked()?.tty, true)
  await command.stderr.put(Buffer.from('not with a terminal'))
  await command.stdout.put(Buffer.from('seen'))
  command.exit(0)
  await served
  assert.equal(client.textOn(STDERR), '')
  assert.equal(client.textOn(STDOUT), 'seen')
})

test('a client that goes away ends the command, once', async () => {
  const command = fakeCommand()
  const { client, served } = await overChannels(command)
  await turns()
  client.leave()
  await served
  assert.equal(command.kills(), 1)
})

test('a client that goes away while output is sent to it ends the command', async () => {
  const command = fakeCommand()
  const { client, served } = await overChannels(command)
  client.leave()
  await command.stdout.put(Buffer.from('too late'))
  await served
  assert.equal(command.kills(), 1)
})

test('a handshake that fails after the command was started ends the command', async () => {
  const command = fakeCommand()
  const gone = new AbortController()
  await serveExec(upgradeRequest(ALL, webSocketHeaders(V5), gone.signal), command.start)
  gone.abort()
  assert.equal(command.kills(), 1)
})

test('a connection that closes after the command has ended kills nothing', async () => {
  const command = fakeCommand()
  const gone = new AbortController()
  const answer = await serveExec(upgradeRequest(ALL, webSocketHeaders(V5), gone.signal), command.start)
  assert.ok(answer.kind === 'websocket')
  const client = channelClient(V5)
  const served = answer.serve(client.channel)
  command.exit(0)
  await served
  gone.abort()
  assert.equal(command.kills(), 0)
})

const REFUSED: [string, Record<string, string>, RegExp][] = [
  ['no upgrade', {}, /Upgrade request required/],
  ['an unknown upgrade', { upgrade: 'h2c' }, /Upgrade request required/],
  ['unknown WebSocket protocols', webSocketHeaders('v1.channel.k8s.io', 'base64.channel.k8s.io'), /none of the subprotocols/],
  ['unknown SPDY protocols', spdyHeaders('v3.channel.k8s.io'), /was not offered/],
]

for (const [what, headers, expected] of REFUSED) {
  test(`${what} is refused with 400, and nothing is started`, async () => {
    const command = fakeCommand()
    const answer = await serveExec(upgradeRequest(ALL, headers), command.start)
    assert.ok(answer.kind === 'refuse')
    assert.equal(answer.response.status, 400)
    assert.match(String(answer.response.body), expected)
    assert.equal(command.asked(), undefined)
  })
}

test("the node's refusal is a plain answer with its status", async () => {
  const refusing = async () => {
    throw notFound({ group: '', plural: 'pods' }, 'web')
  }
  const answer = await serveExec(upgradeRequest(ALL, webSocketHeaders(V5)), refusing)
  assert.ok(answer.kind === 'refuse')
  assert.equal(answer.response.status, 404)
  assert.equal(JSON.parse(String(answer.response.body)).message, 'pods "web" not found')
})

async function openAll(client: SpdyClient, types: readonly string[]) {
  const streams = await Promise.all(types.map((streamtype) => client.open({ streamtype })))
  return new Map(types.map((type, index) => [type, streams[index]!] as const))
}

test('over SPDY streams by type carry input, output, sizes and the exit status', async () => {
  const command = fakeCommand()
  const { client, served } = await overSpdy(command, `${ALL}&tty=true`)
  const streams = await openAll(client, ['error', 'stdin', 'stdout', 'resize'])
  await streams.get('resize')!.write('{"Width":80,"Height":24}')
  await streams.get('stdin')!.write('in')
  await streams.get('stdin')!.end()
  assert.equal(await command.stdinText, 'in')
  await command.stdout.put(Buffer.alloc(100_000, 'x'))
  command.exit(7)
  assert.equal((await textOf(streams.get('stdout')!.incoming)).length, 100_000)
  const status = JSON.parse(await textOf(streams.get('error')!.incoming))
  assert.deepEqual(status.details.causes, [{ reason: 'ExitCode', message: '7' }])
  await Promise.all([served, client.closed])
  assert.deepEqual(command.sizes, [[80, 24]])
  assert.equal(command.kills(), 0)
})

test('over SPDY stdout and stderr stay apart, and nothing begins before all streams are open', async () => {
  const command = fakeCommand()
  const { client, served } = await overSpdy(command)
  await command.stdout.put(Buffer.from('out'))
  await command.stderr.put(Buffer.from('err'))
  const early = await openAll(client, ['stdout', 'stdin'])
  await early.get('stdout')!.accepted
  await turns()
  const late = await openAll(client, ['stderr', 'error'])
  command.exit(0)
  assert.equal(await textOf(early.get('stdout')!.incoming), 'out')
  assert.equal(await textOf(late.get('stderr')!.incoming), 'err')
  assert.deepEqual(JSON.parse(await textOf(late.get('error')!.incoming)), SUCCESS)
  await served
})

test('over SPDY a client that goes away ends the command, before its streams are open and after', async () => {
  for (const types of [['error'], ['error', 'stdin', 'stdout', 'stderr']]) {
    const command = fakeCommand()
    const { client, near, served } = await overSpdy(command)
    await openAll(client, types)
    await turns()
    near.destroy()
    await served
    assert.equal(command.kills(), 1, types.join())
  }
})

test('over SPDY what nobody reads holds up nothing', async () => {
  const command = fakeCommand()
  const { client, served } = await overSpdy(command)
  const streams = await openAll(client, ['error', 'stdin', 'stdout', 'stderr'])
  const extra = await client.open({ streamtype: 'something' })
  for (const stream of [extra, streams.get('error')!, streams.get('stdout')!]) {
    for (let part = 0; part < 20; part++) await stream.write(Buffer.alloc(64 * 1024))
  }
  await streams.get('stdin')!.write('still read')
  await streams.get('stdin')!.end()
  assert.equal(await command.stdinText, 'still read')
  command.exit(0)
  await served
})
