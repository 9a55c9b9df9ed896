/** A volume that is on disk, and what setting one up takes. */
import type { Clock, Files, Random } from '../../../base/index.ts'

export interface VolumeSettings {
  readonly files: Files
  readonly clock: Clock
  readonly random: Random
  /** The pod's own directory. */
  readonly directory: string
  /** Host paths that no pod may see. */
  readonly masked: readonly string[]
}

export interface MountedVolume {
  readonly source: string
  readonly kind: 'directory' | 'file'
  readonly readOnly: boolean
}
