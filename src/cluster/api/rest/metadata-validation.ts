/** What every object's metadata must hold: https://kubernetes.io/docs/concepts/overview/working-with-objects/ */
import { LIMITS } from '../../../base/index.ts'
import {
  type FieldProblem,
  isLabelKey,
  isLabelValue,
  type KubeObject,
  type OwnerReference,
  problem,
} from '../../../kube/index.ts'
import type { ApiResource } from '../resource.ts'

const KEY_RULE =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
const VALUE_RULE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"

export function validateMetadata(object: KubeObject, resource: ApiResource): FieldProblem[] {
  const { name, labels, annotations, ownerReferences, finalizers } = object.metadata
  return [
    ...validateName(name, resource),
    ...validateLabels(labels ?? {}),
    ...validateAnnotations(annotations ?? {}),
    ...(ownerReferences ?? []).flatMap(validateOwner),
    ...(finalizers ?? [])
      .filter((finalizer) => !isLabelKey(finalizer))
      .map((finalizer) => problem.invalid('metadata.finalizers', finalizer, KEY_RULE)),
  ]
}

function validateName(name: unknown, resource: ApiResource): FieldProblem[] {
  if (typeof name !== 'string' || name === '') return [problem.required('metadata.name', 'name or generateName is required')]
  const wrong = resource.checkName(name)
  return wrong === undefined ? [] : [problem.invalid('metadata.name', name, wrong)]
}

function validateLabels(labels: Readonly<Record<string, string>>): FieldProblem[] {
  return Object.entries(labels).flatMap(([key, value]) => [
    ...(isLabelKey(key) ? [] : [problem.invalid('metadata.labels', key, KEY_RULE)]),
    ...(isLabelValue(value) ? [] : [problem.invalid('metadata.labels', value, VALUE_RULE)]),
  ])
}

function validateOwner(owner: OwnerReference, index: number): FieldProblem[] {
  const required = ['apiVersion', 'kind', 'name', 'uid'] as const
  return required
    .filter((member) => !owner[member])
    .map((member) => problem.invalid(`metadata.ownerReferences[${index}].${member}`, '', `${member} must not be empty`))
}

function validateAnnotations(annotations: Readonly<Record<string, string>>): FieldProblem[] {
  const problems: FieldProblem[] = []
  let size = 0
  for (const [key, value] of Object.entries(annotations)) {
    if (!isLabelKey(key.toLowerCase())) problems.push(problem.invalid('metadata.annotations', key, KEY_RULE))
    size += key.length + value.length
  }
  if (size > LIMITS.kube.annotationsBytes) problems.push(problem.tooLong('metadata.annotations', LIMITS.kube.annotationsBytes))
  return problems
}
