/**
 * The port type for stream connections of this machine: unix sockets both ways, and plain TCP outwards.
 * The kubelet joins a pod's network to the host's with them, because a pod has no route of its own.
 */
import type { ByteStream } from './bytes.ts'

export interface LocalListening {
  /** Stops accepting, drops what is open and removes the socket file. Safe to call twice. */
  close(): Promise<void>
}

export interface LocalSockets {
  /** Listens on a unix socket that only our own user may connect to; a leftover file at `path` is replaced. */
  listen(path: string, onConnection: (stream: ByteStream) => void): Promise<LocalListening>
  /** Rejects with the system's error (`ENOENT`, `ECONNREFUSED`). */
  connect(path: string): Promise<ByteStream>
  /** Rejects with the system's error (`ECONNREFUSED`, `EHOSTUNREACH`). */
  connectTcp(host: string, port: number): Promise<ByteStream>
}
