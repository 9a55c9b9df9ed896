/** A volume that is on disk, and what setting one up takes. */
import type { Clock, Files, Random } from '../../../base/index.ts'

export interface VolumeSettings {
  readonly files: Files
  readonly clock: Clock
  readonly random: Random
  /** The pod's own directory. */
  readonly directory: string
  /** Host paths that a volume may not be: they can only hide homes as a whole. */
  readonly masked: readonly string[]
  /** Host paths that a volume may neither be nor lie in. */
  readonly forbidden: readonly string[]
}

export interface MountedVolume {
  readonly source: string
  readonly kind: 'directory' | 'file'
  readonly readOnly: boolean
}
