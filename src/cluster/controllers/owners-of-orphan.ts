/** Who might adopt an object that nobody controls: the workloads of its namespace whose selectors match it. */
import { type KubeObject, labelSelectorFromObject, matchesLabels } from '../../kube/index.ts'
import type { Informer } from './informer.ts'
import { objectIn } from './members.ts'

/** @returns their names */
export function ownersOfOrphan(owners: Informer, orphan: KubeObject): string[] {
  if (orphan.metadata.deletionTimestamp !== undefined) return []
  return owners
    .list(orphan.metadata.namespace)
    .filter((owner) => {
      const selector = labelSelectorFromObject(objectIn(owner, 'spec')['selector'])
      return selector.ok && selector.value.length > 0 && matchesLabels(selector.value, orphan.metadata.labels)
    })
    .map(({ metadata }) => metadata.name)
}
