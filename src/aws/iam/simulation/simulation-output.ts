/**
 * The answers of a simulation: one `EvaluationResult` for each action, over all resources.
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html
 * `EvalResourceName` is the resource if there was one, else `*`: the catalogue of ARN templates that AWS answers with is
 * not public as data. There are no organizations here, so `OrganizationsDecisionDetail` is never there.
 */
import type { Effect } from '../../../policy/index.ts'
import type { Output } from '../../operation/index.ts'
import { distinctKeys, type Outcome } from './simulate.ts'

const DECISIONS = { allow: 'allowed', 'explicit-deny': 'explicitDeny', 'implicit-deny': 'implicitDeny' } as const
const STRICTEST: readonly Effect[] = ['explicit-deny', 'implicit-deny', 'allow']

/** @param outcomes one for each resource; at least one */
export function evaluationResult(action: string, outcomes: readonly Outcome[]): Output {
  const [first, ...more] = outcomes
  const decision = strictest(outcomes.map((outcome) => outcome.decision))
  const bounded = outcomes.map(({ allowedByBoundary }) => allowedByBoundary)
  const everywhere = first?.resource === '*' && more.length === 0
  return {
    EvalActionName: action,
    EvalResourceName: more.length === 0 ? first?.resource : '*',
    EvalDecision: DECISIONS[decision],
    MatchedStatements: matchedBy(outcomes.filter((outcome) => outcome.decision === decision)),
    MissingContextValues: distinctKeys(outcomes.flatMap(({ missingKeys }) => missingKeys)),
    PermissionsBoundaryDecisionDetail: boundaryDetail(bounded.includes(undefined) ? undefined : !bounded.includes(false)),
    EvalDecisionDetails: everywhere ? undefined : decisionDetails(outcomes),
    ResourceSpecificResults: everywhere ? undefined : outcomes.map(resourceResult),
  }
}

/** Each once. */
function matchedBy(outcomes: readonly Outcome[]): readonly Output[] {
  return [...new Map(outcomes.flatMap(({ matched }) => matched.map((one) => [JSON.stringify(one), one]))).values()]
}

function resourceResult(outcome: Outcome): Output {
  return {
    EvalResourceName: outcome.resource,
    EvalResourceDecision: DECISIONS[outcome.decision],
    MatchedStatements: outcome.matched,
    MissingContextValues: outcome.missingKeys,
    EvalDecisionDetails: outcome.sides && decisionDetails([outcome]),
    PermissionsBoundaryDecisionDetail: boundaryDetail(outcome.allowedByBoundary),
  }
}

function boundaryDetail(allowed: boolean | undefined): Output | undefined {
  return allowed === undefined ? undefined : { AllowedByPermissionsBoundary: allowed }
}

/** Empty within one account. */
function decisionDetails(outcomes: readonly Outcome[]): ReadonlyMap<string, string> {
  const sides = outcomes.flatMap((outcome) => outcome.sides ?? [])
  if (sides.length === 0) return new Map()
  return new Map([
    ['IAM Policy', DECISIONS[strictest(sides.map(({ identity }) => identity))]],
    ['Resource Policy', DECISIONS[strictest(sides.map(({ resource }) => resource))]],
  ])
}

function strictest(effects: readonly Effect[]): Effect {
  return STRICTEST.find((effect) => effects.includes(effect)) ?? 'implicit-deny'
}
