/**
 * Joins a pod's network to the kubelet: runs inside the pod's network namespace, as a process of its own.
 *
 * `host.sock`: for each connection to 127.0.0.1:PORT of the pod (the forwarded ports only) one connection to the
 * kubelet, opened with the line `PORT\n`; the kubelet decides where it goes.
 * `pod.sock`: the kubelet opens a connection with the line `HOST PORT\n` and gets `ok\n` or `error CODE\n`, then bytes.
 * The line `ping\n` is answered by `pong\n`.
 * Both sockets are in the working directory. Plain JavaScript without dependencies: it is started by path, not bundled.
 * Usage: node relay.mjs PORT...   Prints `ready` when everything listens.
 */
import net from 'node:net'

const MAX_LINE_BYTES = 300
const HALF_OPEN = { allowHalfOpen: true }

function join(one, other) {
  one.pipe(other)
  other.pipe(one)
  const drop = () => {
    one.destroy()
    other.destroy()
  }
  one.on('error', drop)
  other.on('error', drop)
  one.on('close', () => other.destroyed || other.end())
  other.on('close', () => one.destroyed || one.end())
}

/** Calls back with the first line; what follows it stays in the stream. */
function firstLine(socket, done) {
  let seen = Buffer.alloc(0)
  const onData = (bytes) => {
    seen = Buffer.concat([seen, bytes])
    const end = seen.indexOf(10)
    if (end < 0 && seen.length <= MAX_LINE_BYTES) return
    socket.off('data', onData)
    socket.pause()
    if (end < 0) return socket.destroy()
    const rest = seen.subarray(end + 1)
    if (rest.length > 0) socket.unshift(rest)
    done(seen.subarray(0, end).toString('latin1'))
  }
  socket.on('data', onData)
  socket.on('error', () => socket.destroy())
}

function listen(server, ...where) {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(...where, () => resolve())
  })
}

const ports = process.argv.slice(2).map(Number)
const outward = (port) =>
  net.createServer(HALF_OPEN, (inside) => {
    const outside = net.connect({ path: 'host.sock', ...HALF_OPEN })
    outside.write(`${port}\n`)
    join(inside, outside)
  })

for (const port of ports) {
  await listen(outward(port), port, '127.0.0.1')
  // `localhost` may mean ::1; a kernel without IPv6 has none to listen on.
  await listen(outward(port), port, '::1').catch(() => undefined)
}

const inward = net.createServer(HALF_OPEN, (outside) => {
  firstLine(outside, (line) => {
    if (line === 'ping') return outside.end('pong\n')
    const [host, port] = line.split(' ')
    const inside = net.connect({ host, port: Number(port), ...HALF_OPEN })
    const refuse = (error) => outside.end(`error ${error.code ?? 'EIO'}\n`)
    inside.once('error', refuse)
    inside.once('connect', () => {
      inside.off('error', refuse)
      outside.write('ok\n')
      join(outside, inside)
    })
  })
})
await listen(inward, 'pod.sock')
process.stdout.write('ready\n')
