/** Unix sockets and outgoing TCP of this machine, as byte streams. A listening socket's file has mode 0600. */
import { chmod, rm } from 'node:fs/promises'
import net from 'node:net'
import type { ByteStream, LocalSockets } from '../base/index.ts'
import { byteStream } from './byte-stream.ts'

export const systemLocalSockets: LocalSockets = {
  async listen(path, onConnection) {
    await rm(path, { force: true })
    const open = new Set<net.Socket>()
    const server = net.createServer({ allowHalfOpen: true }, (socket) => {
      open.add(socket)
      socket.once('close', () => open.delete(socket))
      onConnection(byteStream(socket))
    })
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(path, resolve)
    })
    await chmod(path, 0o600)
    return {
      close: () =>
        new Promise((resolve) => {
          server.close(() => resolve())
          for (const socket of open) socket.destroy()
        }),
    }
  },
  connect: (path) => connected(net.connect({ path, allowHalfOpen: true })),
  connectTcp: (host, port) => connected(net.connect({ host, port, allowHalfOpen: true, noDelay: true })),
}

function connected(socket: net.Socket): Promise<ByteStream> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.removeListener('error', reject)
      resolve(byteStream(socket))
    })
  })
}
