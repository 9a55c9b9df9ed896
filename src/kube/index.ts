/** Kubernetes objects, kinds, selectors, patches, admission review, and the client and node-agent ports. Pure. */
export type {
  DeleteOptions,
  IssuedToken,
  KubernetesClient,
  ListQuery,
  ObjectName,
  TokenRequest,
  WatchEvent,
  WatchHandlers,
  WatchSubscription,
  WriteOptions,
} from './client.ts'
export { KubernetesError } from './client.ts'
export type { Kind } from './kind.ts'
export { apiVersionOf, KINDS } from './kind.ts'
export type { ContainerName, ExecOptions, ExecSession, LogOptions, NodeAgent } from './node-agent.ts'
export type { KubeList, KubeObject, NewObject, ObjectMeta, OwnerReference, Patch, Status } from './object.ts'
