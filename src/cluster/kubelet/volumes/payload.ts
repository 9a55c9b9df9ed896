/**
 * What stands in configMap, secret, downwardAPI and projected volumes, as a payload for the atomic writer.
 * Meaning and words: https://kubernetes.io/docs/concepts/storage/projected-volumes/ and the kubelet's own messages.
 */
import { KINDS, type Kind, type KubernetesClient } from '../../../kube/index.ts'
import { fromBase64 } from '../environment.ts'
import { fieldValue, type PodAddresses } from '../field-ref.ts'
import {
  type DownwardItem,
  type KeyToPath,
  type ObjectSource,
  type Pod,
  type ProjectedSource,
  type Volume,
  VolumeError,
} from '../pod.ts'
import type { PayloadFile } from './atomic-writer.ts'
import type { TokenSource } from './token-source.ts'

const DEFAULT_MODE = 0o644
const TOKEN_SECONDS = 3_600
const GROUP_READ = 0o440

/** Who owns files, in the machine's own numbers; undefined where all files stay ours. */
export interface Ownership {
  /** Set if all containers run as the same user that the pod names. */
  readonly fsUser?: number
  readonly fsGroup?: number
  owner(uid: number, gid: number): { uid: number; gid: number } | undefined
}

export interface PayloadContext {
  readonly client: KubernetesClient
  readonly tokens: TokenSource
  readonly pod: Pod
  readonly addresses: PodAddresses
  readonly ownership: Ownership
}

type Payload = Map<string, PayloadFile>

/** The payload of a volume, or undefined if it is of a kind that has none. */
export async function volumePayload(context: PayloadContext, volume: Volume): Promise<Payload | undefined> {
  if (volume.configMap !== undefined)
    return projected(context, volume.name, [{ configMap: volume.configMap }], volume.configMap.defaultMode)
  if (volume.secret !== undefined) return projected(context, volume.name, [{ secret: volume.secret }], volume.secret.defaultMode)
  if (volume.downwardAPI !== undefined) {
    return projected(context, volume.name, [{ downwardAPI: volume.downwardAPI }], volume.downwardAPI.defaultMode)
  }
  if (volume.projected !== undefined)
    return projected(context, volume.name, volume.projected.sources ?? [], volume.projected.defaultMode)
  return undefined
}

async function projected(
  context: PayloadContext,
  volume: string,
  sources: readonly ProjectedSource[],
  defaultMode = DEFAULT_MODE,
): Promise<Payload> {
  const payload: Payload = new Map()
  for (const source of sources) await addSource(context, volume, payload, source, defaultMode)
  return payload
}

async function addSource(
  context: PayloadContext,
  volume: string,
  payload: Payload,
  source: ProjectedSource,
  defaultMode: number,
): Promise<void> {
  if (source.serviceAccountToken !== undefined) {
    const { fsUser, fsGroup } = context.ownership
    const mode = fsUser !== undefined || fsGroup !== undefined ? 0o600 : defaultMode
    payload.set(
      source.serviceAccountToken.path,
      file(context, await tokenOf(context, volume, source.serviceAccountToken), mode, fsUser),
    )
  } else if (source.configMap !== undefined) {
    await addObject(context, volume, payload, KINDS.configMap, source.configMap, defaultMode)
  } else if (source.secret !== undefined) {
    await addObject(context, volume, payload, KINDS.secret, source.secret, defaultMode)
  } else if (source.downwardAPI !== undefined) {
    addDownward(context, volume, payload, source.downwardAPI.items ?? [], defaultMode)
  } else {
    throw new VolumeError(volume, `projected source ${Object.keys(source).join(', ')} is not supported by this node`)
  }
}

function file(context: PayloadContext, content: Uint8Array | string, mode: number, uid = 0): PayloadFile {
  const { fsGroup } = context.ownership
  const owner = context.ownership.owner(uid, fsGroup ?? 0)
  return { content, mode: fsGroup === undefined ? mode : mode | GROUP_READ, ...(owner === undefined ? {} : { owner }) }
}

async function tokenOf(
  context: PayloadContext,
  volume: string,
  source: { audience?: string; expirationSeconds?: number },
): Promise<string> {
  const { metadata, spec } = context.pod
  try {
    return await context.tokens.get({
      namespace: metadata.namespace ?? '',
      serviceAccount: spec.serviceAccountName ?? 'default',
      audience: source.audience ?? '',
      expirationSeconds: source.expirationSeconds ?? TOKEN_SECONDS,
      pod: { name: metadata.name, uid: metadata.uid ?? '' },
    })
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'KubernetesError') throw error
    throw new VolumeError(volume, `failed to fetch token: ${error.message}`, { cause: error })
  }
}

async function addObject(
  context: PayloadContext,
  volume: string,
  payload: Payload,
  kind: Kind,
  source: ObjectSource,
  defaultMode: number,
): Promise<void> {
  const name = source.name ?? source.secretName ?? ''
  const object = await context.client.get(kind, { name, namespace: context.pod.metadata.namespace ?? '' })
  if (object === undefined && source.optional === true) return
  if (object === undefined) throw new VolumeError(volume, `${kind.kind.toLowerCase()} "${name}" not found`)
  const contents = contentsOf(object, kind)
  const items: readonly KeyToPath[] = source.items ?? [...contents.keys()].map((key) => ({ key, path: key }))
  for (const item of items) {
    const content = contents.get(item.key)
    if (content !== undefined) payload.set(item.path, file(context, content, item.mode ?? defaultMode))
    else if (source.optional !== true) {
      throw new VolumeError(volume, `references non-existent ${kind === KINDS.secret ? 'secret' : 'config'} key: ${item.key}`)
    }
  }
}

function contentsOf(object: Record<string, unknown>, kind: Kind): Map<string, Uint8Array | string> {
  const contents = new Map<string, Uint8Array | string>()
  for (const [key, value] of Object.entries((object['data'] ?? {}) as Record<string, string>)) {
    contents.set(key, kind === KINDS.secret ? fromBase64(value) : value)
  }
  if (kind === KINDS.configMap) {
    for (const [key, value] of Object.entries((object['binaryData'] ?? {}) as Record<string, string>))
      contents.set(key, fromBase64(value))
  }
  return contents
}

function addDownward(
  context: PayloadContext,
  volume: string,
  payload: Payload,
  items: readonly DownwardItem[],
  defaultMode: number,
): void {
  for (const item of items) {
    const value = item.fieldRef === undefined ? undefined : fieldValue(context.pod, context.addresses, item.fieldRef.fieldPath)
    if (value === undefined) {
      const what = item.fieldRef?.fieldPath ?? `resource ${item.resourceFieldRef?.resource}`
      throw new VolumeError(volume, `downward API: ${what} is not supported by this node`)
    }
    payload.set(item.path, file(context, value, item.mode ?? defaultMode))
  }
}
