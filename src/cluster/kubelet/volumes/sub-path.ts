/** `subPath`: one file or directory of a volume: https://kubernetes.io/docs/concepts/storage/volumes/#using-subpath */
import type { Files } from '../../../base/index.ts'
import { ContainerConfigError } from '../pod.ts'
import { isInside } from '../sandbox/index.ts'
import type { MountedVolume } from './mounted-volume.ts'

export async function insideVolume(
  files: Files,
  volume: MountedVolume,
  name: string,
  subPath: string,
): Promise<{ source: string; kind: 'directory' | 'file' }> {
  if (subPath.startsWith('/') || subPath.split('/').includes('..')) {
    throw new ContainerConfigError(`volume mount "${name}": subPath must be a relative path without ".."`)
  }
  const path = await follow(files, volume.source, subPath)
  if (path === undefined || !isInside(path, volume.source)) {
    throw new ContainerConfigError(`volume mount "${name}": subPath leads out of the volume`)
  }
  const kind = await files.kind(path)
  if (kind !== undefined) return { source: path, kind: kind === 'directory' ? 'directory' : 'file' }
  if (volume.readOnly) throw new ContainerConfigError(`volume mount "${name}": subPath "${subPath}" does not exist`)
  await files.makeDirectory(path, 0o777)
  return { source: path, kind: 'directory' }
}

/** undefined if a link could lead out of the volume; the atomic writer's own links stay inside. */
async function follow(files: Files, volume: string, subPath: string): Promise<string | undefined> {
  let path = volume
  for (const segment of subPath.split('/').filter((part) => part !== '' && part !== '.')) {
    path = `${path}/${segment}`
    while ((await files.kind(path)) === 'link') {
      const target = (await files.readLink(path)) ?? ''
      if (target.startsWith('/') || target.split('/').includes('..')) return undefined
      path = await throughData(files, `${path.slice(0, path.lastIndexOf('/'))}/${target}`)
    }
  }
  return path
}

/** `..data` in the middle of a path is a link itself. */
async function throughData(files: Files, path: string): Promise<string> {
  const at = path.indexOf('/..data/')
  if (at < 0) return path
  const target = await files.readLink(path.slice(0, at + '/..data'.length))
  return target === undefined ? path : `${path.slice(0, at)}/${target}${path.slice(at + '/..data'.length)}`
}
