/** Objects are made only in namespaces that exist and are not being deleted; a few namespaces stay for ever. */
import { forbidden, KINDS, notFound } from '../../../kube/index.ts'
import type { ObjectStore } from '../objects.ts'
import type { AdmissionStage } from './stage.ts'

const PROTECTED: ReadonlySet<string> = new Set(['default', 'kube-system', 'kube-public'])

export function namespaceLifecycle(objects: ObjectStore): AdmissionStage {
  return async ({ operation, target, object }) => {
    const { kind } = target.resource
    if (operation === 'DELETE' && kind.kind === 'Namespace' && PROTECTED.has(target.name ?? '')) {
      throw forbidden(kind, target.name ?? '', 'this namespace may not be deleted')
    }
    if (operation !== 'CREATE' || target.namespace === undefined) return object
    const namespace = await objects.get(KINDS.namespace, undefined, target.namespace)
    if (namespace === undefined) throw notFound(KINDS.namespace, target.namespace)
    if (namespace.metadata.deletionTimestamp !== undefined && target.subresource === undefined) {
      const why = `unable to create new content in namespace ${target.namespace} because it is being terminated`
      throw forbidden(kind, object?.metadata.name ?? '', why)
    }
    return object
  }
}
