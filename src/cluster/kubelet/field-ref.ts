/** The downward API: https://kubernetes.io/docs/concepts/workloads/pods/downward-api/ */
import type { Pod } from './pod.ts'

export interface PodAddresses {
  readonly podIp: string
  readonly hostIp: string
}

/** The value of a `fieldPath`, or undefined if there is no such field to refer to. */
export function fieldValue(pod: Pod, addresses: PodAddresses, fieldPath: string): string | undefined {
  const keyed = /^metadata\.(annotations|labels)\['(.*)'\]$/.exec(fieldPath)
  if (keyed !== null) return pod.metadata[keyed[1] as 'annotations' | 'labels']?.[keyed[2] ?? ''] ?? ''
  switch (fieldPath) {
    case 'metadata.name':
      return pod.metadata.name
    case 'metadata.namespace':
      return pod.metadata.namespace ?? ''
    case 'metadata.uid':
      return pod.metadata.uid ?? ''
    case 'metadata.labels':
      return formatMap(pod.metadata.labels)
    case 'metadata.annotations':
      return formatMap(pod.metadata.annotations)
    case 'spec.nodeName':
      return pod.spec.nodeName ?? ''
    case 'spec.serviceAccountName':
      return pod.spec.serviceAccountName ?? ''
    case 'status.podIP':
    case 'status.podIPs':
      return addresses.podIp
    case 'status.hostIP':
    case 'status.hostIPs':
      return addresses.hostIp
    default:
      return undefined
  }
}

/** `key="value"` lines, sorted by key, the value escaped. */
function formatMap(map: Readonly<Record<string, string>> | undefined): string {
  const keys = Object.keys(map ?? {}).sort()
  return keys.map((key) => `${key}=${JSON.stringify(map?.[key] ?? '')}`).join('\n')
}
