/** hostPath volumes: https://kubernetes.io/docs/concepts/storage/volumes/#hostpath . Forbidden places are refused. */
import type { FileKind, Files } from '../../../base/index.ts'
import { VolumeError } from '../pod.ts'
import { isInside } from '../sandbox/index.ts'
import type { MountedVolume, VolumeSettings } from './mounted-volume.ts'

const TYPES: Readonly<Record<string, { kind: FileKind; words: string }>> = {
  Directory: { kind: 'directory', words: 'directory' },
  DirectoryOrCreate: { kind: 'directory', words: 'directory' },
  File: { kind: 'file', words: 'file' },
  FileOrCreate: { kind: 'file', words: 'file' },
  Socket: { kind: 'socket', words: 'socket file' },
  CharDevice: { kind: 'character-device', words: 'character device' },
  BlockDevice: { kind: 'block-device', words: 'block device' },
}
const LINKS_FOLLOWED = 40

export async function resolveHostPath(
  settings: Pick<VolumeSettings, 'files' | 'masked' | 'forbidden'>,
  volume: string,
  wanted: { path: string; type?: string },
): Promise<MountedVolume> {
  const { files } = settings
  const source = await realPath(files, wanted.path)
  if (settings.masked.includes(source) || settings.forbidden.some((forbidden) => isInside(source, forbidden))) {
    throw new VolumeError(
      volume,
      `hostPath ${wanted.path} is hidden from pods (whole home directories, keys, credentials and the data directory are)`,
    )
  }
  const type = wanted.type ?? ''
  if (type !== '' && TYPES[type] === undefined) throw new VolumeError(volume, `hostPath type ${type} is not known`)
  let kind = await files.kind(source)
  if (kind === undefined && type === 'DirectoryOrCreate') await files.makeDirectory(source, 0o755)
  if (kind === undefined && type === 'FileOrCreate') await files.write(source, '', 0o644)
  kind ??= await files.kind(source)
  const expected = TYPES[type]
  if (expected !== undefined && kind !== expected.kind)
    throw new VolumeError(volume, `hostPath type check failed: ${wanted.path} is not a ${expected.words}`)
  if (kind === undefined) throw new VolumeError(volume, `hostPath ${wanted.path} does not exist`)
  return { source, kind: kind === 'directory' ? 'directory' : 'file', readOnly: false }
}

/** The path without symbolic links; what does not exist stays as written. */
export async function realPath(files: Pick<Files, 'readLink' | 'kind'>, path: string): Promise<string> {
  let rest = path.split('/')
  let resolved = ''
  for (let links = 0; rest.length > 0; ) {
    const [name = '', ...after] = rest
    rest = after
    if (name === '' || name === '.') continue
    if (name === '..') {
      resolved = resolved.slice(0, Math.max(0, resolved.lastIndexOf('/')))
      continue
    }
    const next = `${resolved}/${name}`
    const target = (await files.kind(next)) === 'link' && ++links <= LINKS_FOLLOWED ? await files.readLink(next) : undefined
    if (target === undefined) {
      resolved = next
      continue
    }
    if (target.startsWith('/')) resolved = ''
    rest = [...target.split('/'), ...rest]
  }
  return resolved === '' ? '/' : resolved
}
