/** What the containers of one pod share while it lives. */
import type { KubeletContext } from './options.ts'
import type { Pod } from './pod.ts'
import type { PodSandbox } from './sandbox/index.ts'
import type { MountedVolume } from './volumes/index.ts'

export interface PodHome {
  readonly context: KubeletContext
  /** The newest version of the object. */
  pod(): Pod
  readonly directory: string
  readonly sandbox: PodSandbox
  readonly podIp: string
  volumes(): ReadonlyMap<string, MountedVolume>
  /** The sandbox has been found gone. */
  sandboxLost(): void
  /** Something about a container has changed. */
  changed(): void
}
