/** What Deployments and ReplicaSets share: a selector, a template, replicas. */
import type { JsonObject, JsonValue } from '../../../base/index.ts'
import { isJsonObject } from '../../../base/index.ts'
import {
  deepEqual,
  type FieldProblem,
  formatLabelSelector,
  type KubeObject,
  labelSelectorFromObject,
  matchesLabels,
  problem,
} from '../../../kube/index.ts'
import { ensureObject, fillIn, numberIn, objectIn, objectsIn, stringIn } from '../object-members.ts'
import type { Subresource } from '../resource.ts'
import { applyPodSpecDefaults } from './pod-defaults.ts'
import { templateLabels, validatePodSpec } from './pod-validation.ts'

export const SCALE: Subresource = {
  name: 'scale',
  verbs: ['get', 'patch', 'update'],
  kind: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
}

export function applyWorkloadDefaults(workload: KubeObject): JsonObject {
  const spec = ensureObject(workload, 'spec')
  fillIn(spec, { replicas: 1 })
  const template = ensureObject(spec, 'template')
  ensureObject(template, 'metadata')
  applyPodSpecDefaults(template)
  return spec
}

export function validateWorkload(workload: KubeObject): FieldProblem[] {
  const spec = objectIn(workload, 'spec')
  const problems: FieldProblem[] = []
  const replicas = numberIn(spec, 'replicas') ?? 0
  if (replicas < 0) problems.push(problem.invalid('spec.replicas', replicas, 'must be greater than or equal to 0'))
  problems.push(...validateSelector(spec))
  const podSpec = objectIn(objectIn(spec, 'template'), 'spec')
  problems.push(...validatePodSpec(podSpec, 'spec.template.spec'))
  const restartPolicy = stringIn(podSpec, 'restartPolicy')
  if (restartPolicy !== 'Always') {
    problems.push(problem.notSupported('spec.template.spec.restartPolicy', restartPolicy, ['Always']))
  }
  return problems
}

function validateSelector(spec: JsonObject): FieldProblem[] {
  if (!isJsonObject(spec['selector'])) return [problem.required('spec.selector')]
  const selector = labelSelectorFromObject(spec['selector'])
  if (!selector.ok) return [problem.invalid('spec.selector', spec['selector'], selector.problem)]
  if (selector.value.length === 0) {
    return [problem.invalid('spec.selector', spec['selector'], 'empty selector is invalid for deployment')]
  }
  const labels = templateLabels(spec)
  if (matchesLabels(selector.value, labels)) return []
  return [problem.invalid('spec.template.metadata.labels', labels, '`selector` does not match template `labels`')]
}

export function validateSelectorUpdate(workload: KubeObject, old: KubeObject): FieldProblem[] {
  const now = objectIn(workload, 'spec')['selector']
  return deepEqual(now, objectIn(old, 'spec')['selector']) ? [] : [problem.invalid('spec.selector', now, 'field is immutable')]
}

/** The wide columns Containers, Images, Selector. */
export function workloadCells(workload: KubeObject): JsonValue[] {
  const spec = objectIn(workload, 'spec')
  const containers = objectsIn(objectIn(objectIn(spec, 'template'), 'spec'), 'containers')
  const selector = labelSelectorFromObject(spec['selector'])
  return [
    containers.map((container) => stringIn(container, 'name')).join(','),
    containers.map((container) => stringIn(container, 'image')).join(','),
    selector.ok ? formatLabelSelector(selector.value) : '<none>',
  ]
}
