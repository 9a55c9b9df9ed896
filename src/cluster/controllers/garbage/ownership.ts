/**
 * Who owns whom, over all kinds that this program names: kept from informers, asked by the garbage collector.
 * Owners are judged by uid: another object of the same name is not the owner.
 */
import { apiVersionOf, KINDS, type Kind, type KubeObject, type OwnerReference } from '../../../kube/index.ts'
import type { ControllerContext } from '../controller.ts'

/** Nobody owns through events, and there are many. */
const COLLECTED: readonly Kind[] = Object.values(KINDS).filter((kind) => kind !== KINDS.event)

export interface Dependent {
  readonly kind: Kind
  readonly uid: string
}

export interface Ownership {
  dependentsOf(ownerUid: string): Dependent[]
  /** As last seen. */
  find(dependent: Dependent): KubeObject | undefined
  onChange(listener: (dependent: Dependent, object: KubeObject, gone: boolean) => void): void
}

export function watchOwnership({ informers }: ControllerContext): Ownership {
  const byOwner = new Map<string, Map<string, Dependent>>()
  const listeners: ((dependent: Dependent, object: KubeObject, gone: boolean) => void)[] = []
  for (const kind of COLLECTED) {
    informers.of(kind).onChange(({ object, previous, gone }) => {
      const dependent: Dependent = { kind, uid: object.metadata.uid ?? '' }
      for (const { uid } of ownerReferencesOf(previous)) remove(byOwner, uid, dependent)
      if (!gone) for (const { uid } of ownerReferencesOf(object)) insert(byOwner, uid, dependent)
      for (const listener of listeners) listener(dependent, object, gone)
    })
  }
  return {
    dependentsOf: (ownerUid) => [...(byOwner.get(ownerUid)?.values() ?? [])],
    find: ({ kind, uid }) => informers.of(kind).byUid(uid),
    onChange: (listener) => listeners.push(listener),
  }
}

export function ownerReferencesOf(object: KubeObject | undefined): readonly OwnerReference[] {
  return object?.metadata.ownerReferences ?? []
}

/** The kind that a reference names; `undefined` for kinds that this program does not know. */
export function kindOfReference(reference: OwnerReference): Kind | undefined {
  return COLLECTED.find((kind) => kind.kind === reference.kind && apiVersionOf(kind) === reference.apiVersion)
}

function insert(byOwner: Map<string, Map<string, Dependent>>, owner: string, dependent: Dependent): void {
  const dependents = byOwner.get(owner) ?? new Map<string, Dependent>()
  byOwner.set(owner, dependents.set(dependent.uid, dependent))
}

function remove(byOwner: Map<string, Map<string, Dependent>>, owner: string, dependent: Dependent): void {
  const dependents = byOwner.get(owner)
  dependents?.delete(dependent.uid)
  if (dependents?.size === 0) byOwner.delete(owner)
}
