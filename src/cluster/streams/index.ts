/** Exec, attach and port-forward on the wire: WebSocket channels and SPDY/3.1. */
export type { StartSession } from './serve-exec.ts'
export { serveExec } from './serve-exec.ts'
export type { ConnectToPort } from './serve-port-forward.ts'
export { servePortForward } from './serve-port-forward.ts'
