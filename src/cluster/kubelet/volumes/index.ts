/** Volumes of pods on disk: projected files that are replaced at once, tokens that are renewed in place. */
export { realPath } from './host-path.ts'
export type { MountedVolume } from './mounted-volume.ts'
export type { Ownership, PayloadContext } from './payload.ts'
export { containerMounts, setUpVolumes } from './pod-volumes.ts'
export type { TokenSource } from './token-source.ts'
export { createTokenSource } from './token-source.ts'
