/**
 * One simulated request held against the policies of a simulation, with the same engine that decides real ones.
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html
 *
 * Beyond AWS's simulator, which knows no resource policies of roles: for the `sts:` actions that take a role, the role's
 * trust policy is part of the question, as it is when the role is taken. A `ResourcePolicy` of the request stands in its
 * place, so that an edit of a trust policy can be tried before it is made.
 */
import { parseArn } from '../../../base/index.ts'
import { type AccessRequest, type Decision, decide, type Effect, explain, type PolicyLayers } from '../../../policy/index.ts'
import type { Output } from '../../operation/index.ts'
import type { IamParts } from '../iam-parts.ts'
import { keptPolicy } from '../policy-text.ts'
import { noSuchEntity } from '../refusals.ts'
import type { SimulatedCaller } from './simulated-caller.ts'
import { keysOf, type SimulatedPolicy, statementOutput, storedPolicy } from './simulated-policies.ts'

export interface Simulation {
  /** Who asks; of other accounts it is not told who is in them and whom their roles trust. */
  readonly accountId: string
  readonly caller: SimulatedCaller
  readonly identity: readonly SimulatedPolicy[]
  readonly boundary?: SimulatedPolicy
  readonly resourcePolicy?: SimulatedPolicy
  /** The account of resources whose ARN names none; absent: the caller's. */
  readonly resourceOwner?: string
  /** The condition keys of the request, in lower case. */
  readonly context: AccessRequest['context']
}

export interface Outcome {
  readonly resource: string
  readonly decision: Effect
  readonly matched: readonly Output[]
  readonly missingKeys: readonly string[]
  readonly allowedByBoundary?: boolean
  /** Across accounts: what each side says on its own. */
  readonly sides?: { readonly identity: Effect; readonly resource: Effect }
}

const ALLOW_ALL = keptPolicy(
  'all',
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
  'identity',
)

export function simulate(parts: IamParts, simulation: Simulation, action: string, resource: string): Outcome {
  const { caller, identity, boundary } = simulation
  const resourcePolicy = trustOf(parts, simulation, action, resource) ?? simulation.resourcePolicy
  const context = { ...caller.context, ...simulation.context }
  const question = { principal: caller.principal, action, resource, context }
  const owner = parseArn(resource)?.accountId || simulation.resourceOwner || caller.accountId
  const crossAccount = owner !== caller.accountId

  const decision = decide(
    { ...question, ...(crossAccount ? { resourceAccountId: owner } : {}) },
    layersOf(simulation, resourcePolicy, isTrust(action, resource)),
  )
  const identitySide = explain(question, { identity })
  // As a trust policy it must allow, however indirectly; what the caller's own side says is left out.
  const resourceSide = resourcePolicy && explain(question, { trust: resourcePolicy, identity: [ALLOW_ALL] })
  const boundarySide = boundary && explain(question, { identity: [boundary] })

  const asked = [...identity, ...(resourcePolicy ? [resourcePolicy] : []), ...(boundary ? [boundary] : [])]
  const proofs = [identitySide, ...(resourceSide ? [resourceSide] : [])]
  return {
    resource,
    decision,
    matched: matchedStatements(decision, proofs, asked),
    missingKeys: missingKeys([...proofs, ...(boundarySide ? [boundarySide] : [])], asked, context),
    ...(boundarySide ? { allowedByBoundary: boundarySide.decision === 'allow' } : {}),
    ...(crossAccount ? { sides: { identity: identitySide.decision, resource: resourceSide?.decision ?? 'implicit-deny' } } : {}),
  }
}

function layersOf({ identity, boundary }: Simulation, resourcePolicy: SimulatedPolicy | undefined, trust: boolean): PolicyLayers {
  return {
    identity,
    ...(boundary ? { boundary } : {}),
    ...(resourcePolicy ? (trust ? { trust: resourcePolicy } : { resource: [resourcePolicy] }) : {}),
  }
}

const ROLE_TAKING = /^sts:(assumerole|assumerolewithwebidentity|assumerolewithsaml|tagsession|setsourceidentity)$/i

function isTrust(action: string, resource: string): boolean {
  const arn = parseArn(resource)
  return ROLE_TAKING.test(action) && arn?.service === 'iam' && arn.resource.startsWith('role/')
}

/** The trust policy of the role that would be taken, unless the request has one to try. */
function trustOf(parts: IamParts, simulation: Simulation, action: string, resource: string): SimulatedPolicy | undefined {
  if (!isTrust(action, resource) || simulation.resourcePolicy !== undefined) return undefined
  const arn = parseArn(resource)
  // Then nothing allows, unless the request has a trust policy to try.
  if (arn?.accountId !== simulation.accountId) return undefined
  const role = parts.index.roleByArn(resource)
  if (role) return storedPolicy(`role_${role.document.name}_AssumeRolePolicyDocument`, role.trust, 'trust')
  throw noSuchEntity(`The role with name ${arn.resource.slice(arn.resource.lastIndexOf('/') + 1)} cannot be found.`)
}

/** The statements that made the answer; for want of an Allow there are none. */
function matchedStatements(decision: Effect, proofs: readonly Decision[], asked: readonly SimulatedPolicy[]): readonly Output[] {
  if (decision === 'implicit-deny') return []
  const wanted = decision === 'allow' ? 'match' : 'deny'
  return proofs.flatMap(({ because }) =>
    because.flatMap(({ policy: name, statement, clause, outcome }) => {
      const policy = asked.find((one) => one.name === name)
      if (policy === undefined || statement === undefined || clause !== undefined || outcome !== wanted) return []
      return [statementOutput(policy, statement)]
    }),
  )
}

/** Of the statements whose action is the one that was asked for, and that were looked at. */
function missingKeys(
  proofs: readonly Decision[],
  asked: readonly SimulatedPolicy[],
  context: AccessRequest['context'],
): readonly string[] {
  const labels = new Map<string, Set<string>>()
  for (const { policy, statement, outcome } of proofs.flatMap(({ because }) => because)) {
    if (policy === undefined || statement === undefined || outcome === 'skip') continue
    labels.set(policy, (labels.get(policy) ?? new Set()).add(statement))
  }
  const keys = asked.flatMap((policy) => {
    const statements = labels.get(policy.name)
    return statements === undefined ? [] : keysOf(policy, statements)
  })
  return distinctKeys(keys.filter((key) => context[key.toLowerCase()] === undefined))
}

/** Each as it is first written: those that differ in case only are one. */
export function distinctKeys(keys: readonly string[]): readonly string[] {
  const seen = new Set<string>()
  return keys.filter((key) => seen.size < seen.add(key.toLowerCase()).size)
}
