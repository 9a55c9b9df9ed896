/** Deployments: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/deployment-v1/ */
import type { JsonValue } from '../../../base/index.ts'
import { isJsonObject } from '../../../base/index.ts'
import { dnsSubdomain, type FieldProblem, KINDS, type KubeObject, problem } from '../../../kube/index.ts'
import { ensureObject, fillIn, numberIn, objectIn, stringIn } from '../object-members.ts'
import { apiResource } from '../resource.ts'
import { ageOf } from '../table/age.ts'
import { count, NAME_COLUMN, text, wide } from '../table/columns.ts'
import { applyWorkloadDefaults, SCALE, validateSelectorUpdate, validateWorkload, workloadCells } from './workload.ts'

const PERCENT = /^\d+%$/

export const deploymentResource = apiResource({
  kind: KINDS.deployment,
  singular: 'deployment',
  shortNames: ['deploy'],
  categories: ['all'],
  typeName: 'V1Deployment',
  hasStatus: true,
  hasGeneration: true,
  subresources: [SCALE],
  checkName: dnsSubdomain,
  applyDefaults(deployment) {
    const spec = applyWorkloadDefaults(deployment)
    fillIn(spec, { revisionHistoryLimit: 10, progressDeadlineSeconds: 600 })
    const strategy = ensureObject(spec, 'strategy')
    fillIn(strategy, { type: 'RollingUpdate' })
    if (strategy['type'] === 'RollingUpdate') {
      fillIn(ensureObject(strategy, 'rollingUpdate'), { maxUnavailable: '25%', maxSurge: '25%' })
    }
  },
  async prepareCreate(deployment) {
    deployment['status'] = {}
  },
  validate: (deployment) => [...validateWorkload(deployment), ...validateStrategy(deployment)],
  validateUpdate: validateSelectorUpdate,
  columns: [
    NAME_COLUMN,
    text('Ready'),
    count('Up-to-date'),
    count('Available'),
    text('Age'),
    wide('Containers'),
    wide('Images'),
    wide('Selector'),
  ],
  cells(deployment, now) {
    const { status } = deployment
    return [
      deployment.metadata.name,
      `${numberIn(status, 'readyReplicas') ?? 0}/${numberIn(deployment['spec'], 'replicas') ?? 0}`,
      numberIn(status, 'updatedReplicas') ?? 0,
      numberIn(status, 'availableReplicas') ?? 0,
      ageOf(deployment.metadata.creationTimestamp, now),
      ...workloadCells(deployment),
    ]
  },
})

function validateStrategy(deployment: KubeObject): FieldProblem[] {
  const strategy = objectIn(objectIn(deployment, 'spec'), 'strategy')
  const type = stringIn(strategy, 'type')
  if (type === 'Recreate') {
    const given = isJsonObject(strategy['rollingUpdate'])
    const detail = "may not be specified when strategy `type` is 'Recreate'"
    return given ? [problem.forbidden('spec.strategy.rollingUpdate', detail)] : []
  }
  if (type !== 'RollingUpdate') return [problem.notSupported('spec.strategy.type', type, ['Recreate', 'RollingUpdate'])]
  const rolling = objectIn(strategy, 'rollingUpdate')
  const problems = ['maxUnavailable', 'maxSurge'].flatMap((name) =>
    amountProblem(rolling[name], `spec.strategy.rollingUpdate.${name}`),
  )
  if (isZero(rolling['maxUnavailable']) && isZero(rolling['maxSurge'])) {
    const detail = 'may not be 0 when `maxSurge` is 0'
    problems.push(problem.invalid('spec.strategy.rollingUpdate.maxUnavailable', rolling['maxUnavailable'], detail))
  }
  return problems
}

function amountProblem(amount: JsonValue | undefined, field: string): FieldProblem[] {
  const fine = typeof amount === 'number' ? amount >= 0 : typeof amount === 'string' && PERCENT.test(amount)
  return fine ? [] : [problem.invalid(field, amount, 'must be a non-negative number or a percentage (e.g. "25%")')]
}

function isZero(amount: JsonValue | undefined): boolean {
  return amount === 0 || (typeof amount === 'string' && Number.parseInt(amount, 10) === 0)
}
