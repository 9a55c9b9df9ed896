/**
 * The volumes of one pod on disk, and what each container sees of them:
 * https://kubernetes.io/docs/concepts/storage/volumes/ . Built: projected, configMap, secret, downwardAPI, emptyDir,
 * hostPath. Every other kind is refused by name, and the pod waits with a FailedMount event as it would on a node
 * without the plugin.
 */
import type { Files } from '../../../base/index.ts'
import { expandVariables } from '../expansion.ts'
import { type Container, ContainerConfigError, type Volume, VolumeError } from '../pod.ts'
import type { SandboxMount } from '../sandbox/index.ts'
import { pathFault, writeAtomically } from './atomic-writer.ts'
import { resolveHostPath } from './host-path.ts'
import type { MountedVolume, VolumeSettings } from './mounted-volume.ts'
import { type PayloadContext, volumePayload } from './payload.ts'
import { insideVolume } from './sub-path.ts'

/** Makes what is missing and renews what is projected. Safe to call again and again. Throws `VolumeError`. */
export async function setUpVolumes(
  settings: VolumeSettings,
  context: PayloadContext,
  volumes: readonly Volume[],
): Promise<Map<string, MountedVolume>> {
  const mounted = new Map<string, MountedVolume>()
  for (const volume of volumes) mounted.set(volume.name, await setUp(settings, context, volume))
  return mounted
}

async function setUp(settings: VolumeSettings, context: PayloadContext, volume: Volume): Promise<MountedVolume> {
  const { files } = settings
  const directory = `${settings.directory}/volumes/${pluginOf(volume)}/${volume.name}`
  if (volume.hostPath !== undefined) return resolveHostPath(settings, volume.name, volume.hostPath)
  const { fsGroup } = context.ownership
  const owner = context.ownership.owner(0, fsGroup ?? 0)
  if (volume.emptyDir !== undefined) return emptyDirectory(files, directory, fsGroup, owner)
  const payload = await volumePayload(context, volume)
  if (payload === undefined) throw new VolumeError(volume.name, `volume type ${pluginOf(volume)} is not supported by this node`)
  for (const path of payload.keys()) {
    const fault = pathFault(path)
    if (fault !== undefined) throw new VolumeError(volume.name, `invalid path ${path}: ${fault}`)
  }
  if (!(await files.exists(directory))) {
    await files.makeDirectory(directory, 0o755)
    if (owner !== undefined) await files.changeOwner(directory, owner.uid, owner.gid)
  }
  await writeAtomically({
    files,
    random: settings.random,
    now: settings.clock.now(),
    directory,
    payload,
    ...(owner === undefined ? {} : { owner }),
  })
  return { source: directory, kind: 'directory', readOnly: true }
}

async function emptyDirectory(
  files: Files,
  directory: string,
  fsGroup: number | undefined,
  owner: { uid: number; gid: number } | undefined,
): Promise<MountedVolume> {
  const mode = fsGroup === undefined ? 0o777 : 0o2777
  if (!(await files.exists(directory))) {
    await files.makeDirectory(directory, mode)
    if (owner !== undefined) await files.changeOwner(directory, owner.uid, owner.gid)
    // A change of owner clears the set-group bit.
    if (owner !== undefined) await files.changeMode(directory, mode)
  }
  return { source: directory, kind: 'directory', readOnly: false }
}

function pluginOf(volume: Volume): string {
  return Object.keys(volume).find((key) => key !== 'name' && volume[key] !== undefined) ?? 'none'
}

/** What a container sees. Throws `ContainerConfigError` for what it asks wrongly. */
export async function containerMounts(
  settings: VolumeSettings,
  container: Container,
  volumes: ReadonlyMap<string, MountedVolume>,
  env: Readonly<Record<string, string>>,
): Promise<SandboxMount[]> {
  const mounts: SandboxMount[] = []
  for (const mount of container.volumeMounts ?? []) {
    const volume = volumes.get(mount.name)
    if (volume === undefined) throw new ContainerConfigError(`volume mount "${mount.name}" names no volume of the pod`)
    const path = normalize(mount.mountPath)
    if (path === '/') throw new ContainerConfigError(`volume mount "${mount.name}": a volume cannot be mounted at /`)
    const subPath = mount.subPathExpr === undefined ? (mount.subPath ?? '') : expandVariables(mount.subPathExpr, env)
    const { source, kind } = subPath === '' ? volume : await insideVolume(settings.files, volume, mount.name, subPath)
    mounts.push({ source, path, kind, readOnly: volume.readOnly || mount.readOnly === true })
  }
  return mounts
}

function normalize(path: string): string {
  const segments = path.split('/').filter((segment) => segment !== '' && segment !== '.')
  if (segments.includes('..')) throw new ContainerConfigError(`mount path ${path} must not contain '..'`)
  return `/${segments.join('/')}`
}
