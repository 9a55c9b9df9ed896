/** The edge: sockets, files, processes, the real clock, certificates. Implements the port types of `base`. */
import type * as CertificateAuthority from './certificate-authority.ts'

/** Imported only when a certificate must be made: the X.509 library costs more than the rest of the start. */
export const loadCertificateAuthority = (): Promise<typeof CertificateAuthority> => import('./certificate-authority.ts')
export type { CertificatePair } from './certificate-authority.ts'
export { needsRenewal } from './certificate-renewal.ts'
export { createFencedFetch } from './fenced-fetch.ts'
export { createHttpListener } from './http-listener.ts'
export { systemLocalSockets } from './local-sockets.ts'
export type { MovableTime } from './movable-time.ts'
export { createMovableTime } from './movable-time.ts'
export { createLog } from './stream-log.ts'
export { systemClock, systemScheduler } from './system-clock.ts'
export { systemFiles } from './system-files.ts'
export { systemProcesses } from './system-processes.ts'
export { systemRandom } from './system-random.ts'
export { readTextInput } from './text-input.ts'
