/** Every kind that is served. What is not in this list is not advertised and is not found. */
import type { ApiResource } from '../resource.ts'
import { configMapResource } from './config-map.ts'
import { deploymentResource } from './deployment.ts'
import { endpointsResource } from './endpoints.ts'
import { eventResource } from './event.ts'
import { mutatingWebhookConfigurationResource } from './mutating-webhook-configuration.ts'
import { namespaceResource } from './namespace.ts'
import { nodeResource } from './node.ts'
import { podResource } from './pod.ts'
import { replicaSetResource } from './replica-set.ts'
import { secretResource } from './secret.ts'
import { serviceResource } from './service.ts'
import { serviceAccountResource } from './service-account.ts'

export const RESOURCES: readonly ApiResource[] = [
  configMapResource,
  endpointsResource,
  eventResource,
  namespaceResource,
  nodeResource,
  podResource,
  secretResource,
  serviceAccountResource,
  serviceResource,
  deploymentResource,
  replicaSetResource,
  mutatingWebhookConfigurationResource,
]

const byPath = new Map(
  RESOURCES.map((resource) => [pathKey(resource.kind.group, resource.kind.version, resource.kind.plural), resource]),
)

export function findResource(group: string, version: string, plural: string): ApiResource | undefined {
  return byPath.get(pathKey(group, version, plural))
}

function pathKey(group: string, version: string, plural: string): string {
  return `${group}/${version}/${plural}`
}
