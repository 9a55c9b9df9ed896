/**
 * One statement held against one request, clause by clause: the slow twin of `statementFits`.
 * The truth of every clause comes from the same compiled closures as the fast path's, so that the two cannot disagree.
 */
import type { PolicyLayer, Step } from '../decision.ts'
import type { Strength } from '../engine/principal-test.ts'
import { STRENGTH } from '../engine/principal-test.ts'
import type { CompiledStatement, Question } from '../engine/program.ts'
import type { Clause, ConditionClause, PolicyText } from '../language/document.ts'
import { elementName } from '../language/print.ts'
import type { AccessRequest, PrincipalIdentity, RequestContext } from '../request.ts'
import { differsAt, nearest } from './difference.ts'
import { OPERATOR_EXPLAINERS } from './operator-explainers.ts'

export interface Subject {
  readonly request: AccessRequest
  readonly question: Question
}

export interface StatementTrace {
  readonly layer: PolicyLayer
  readonly policy: string
  readonly statement: CompiledStatement
  /** How directly the statement names the principal; `none` if it does not. */
  readonly strength: Strength
  readonly action: boolean
  readonly resource: boolean
  /** The conditions that were not met. */
  readonly unmet: readonly ConditionClause[]
  readonly fits: boolean
  readonly steps: readonly Step[]
}

export function traceStatement(
  subject: Subject,
  layer: PolicyLayer,
  policy: string,
  statement: CompiledStatement,
): StatementTrace {
  const { question, request } = subject
  const { source } = statement
  const about = { layer, policy, statement: source.label }
  const strength = statement.principal === undefined ? STRENGTH.direct : statement.principal(request.principal)
  const action = statement.action(question.action)
  const resource = statement.resource(question.resource, question.context)
  if (!action) {
    const step: Step = {
      ...about,
      clause: elementName('Action', source.actions),
      outcome: 'skip',
      ...beside(request.action, source.actions.values),
    }
    return { layer, policy, statement, strength, action, resource, unmet: [], fits: false, steps: [step] }
  }
  const met = statement.conditions.map((condition) => condition(question.context))
  const unmet = source.conditions.filter((_, index) => met[index] === false)
  const fits = strength > STRENGTH.none && resource && unmet.length === 0
  const steps: Step[] = []
  if (source.principals !== undefined) steps.push({ ...about, ...principalStep(request.principal, source.principals, strength) })
  steps.push({
    ...about,
    clause: elementName('Action', source.actions),
    outcome: 'match',
    ...beside(request.action, source.actions.values),
  })
  if (source.resources !== undefined) {
    const outcome = resource ? 'match' : 'no-match'
    steps.push({
      ...about,
      clause: elementName('Resource', source.resources),
      outcome,
      ...beside(request.resource, source.resources.values),
    })
  }
  for (const [index, clause] of source.conditions.entries()) {
    steps.push({ ...about, ...conditionStep(clause, question.context, met[index] === true) })
  }
  steps.push({ ...about, outcome: fits ? (source.effect === 'Deny' ? 'deny' : 'match') : 'no-match' })
  return { layer, policy, statement, strength, action, resource, unmet, fits, steps }
}

type Sides = Pick<Step, 'request' | 'policyValue' | 'differsAt'>

/** The request's value beside the policy's value that is most like it. */
function beside(request: string, values: readonly PolicyText[]): Sides {
  const closest = nearest(values, request)
  if (closest === undefined) return { request }
  return { request, policyValue: closest.text, ...difference(request, closest.text) }
}

function difference(request: string, policyValue: string): Pick<Step, 'differsAt'> {
  if (/[*?$]/.test(policyValue)) return {}
  const at = differsAt(request, policyValue)
  return at === undefined ? {} : { differsAt: at }
}

/** The name by which the request's principal would be written in a policy. */
function principalName(principal: PrincipalIdentity): string {
  switch (principal.type) {
    case 'anonymous':
      return '*'
    case 'federated':
      return principal.provider
    case 'service':
      return principal.service
    case 'assumed-role':
      return principal.sessionArn
    default:
      return principal.arn
  }
}

function principalStep(principal: PrincipalIdentity, clause: Clause, strength: Strength): Omit<Step, 'layer'> {
  return {
    clause: elementName('Principal', clause),
    outcome: strength > STRENGTH.none ? 'match' : 'no-match',
    ...beside(principalName(principal), clause.values),
  }
}

function conditionStep(clause: ConditionClause, context: RequestContext, met: boolean): Omit<Step, 'layer'> {
  const value = context[clause.lookup]
  const request = typeof value === 'string' ? value : value?.join(', ')
  const closest = nearest(clause.values, request ?? '')
  const pointed =
    !met && request !== undefined && closest !== undefined && OPERATOR_EXPLAINERS[clause.operator].pointsAtDifference
      ? difference(request, closest.text)
      : {}
  return {
    clause: `Condition.${clause.spelled}.${clause.key}`,
    outcome: met ? 'match' : 'no-match',
    ...(request === undefined ? {} : { request }),
    ...(closest === undefined ? {} : { policyValue: closest.text }),
    ...pointed,
  }
}
