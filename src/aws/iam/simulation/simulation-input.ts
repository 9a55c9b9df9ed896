/**
 * The members that both simulations have, read into a simulation.
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html
 */
import { LIMITS, parseArn } from '../../../base/index.ts'
import type { Output, Read } from '../../operation/index.ts'
import type { IamParts } from '../iam-parts.ts'
import { type PageRequest, pageOf } from '../paging.ts'
import { invalidInput } from '../refusals.ts'
import { ARN, PAGING, POLICY_DOCUMENT, required } from '../shapes.ts'
import { CONTEXT_ENTRIES } from './context-entries.ts'
import { type Simulation, simulate } from './simulate.ts'
import { inputPolicy, type SimulatedPolicy, statementCount } from './simulated-policies.ts'
import { evaluationResult } from './simulation-output.ts'

export const POLICY_LIST = { kind: 'list', member: POLICY_DOCUMENT } as const

export const SIMULATION = {
  ActionNames: required({ kind: 'list', member: { kind: 'string', min: 3, max: 128 }, min: 1 }),
  // A principal has one boundary at most.
  PermissionsBoundaryPolicyInputList: { ...POLICY_LIST, max: 1 },
  ResourceArns: { kind: 'list', member: { kind: 'string', min: 1, max: 2_048 } },
  ResourcePolicy: POLICY_DOCUMENT,
  ResourceOwner: { kind: 'string', min: 1, max: 2_048 },
  CallerArn: { ...ARN, min: 1 },
  ContextEntries: CONTEXT_ENTRIES,
  ResourceHandlingOption: { kind: 'refused', reason: 'its scenarios are of EC2, which is not here' },
  ...PAGING,
} as const

type Input = Read<{ readonly kind: 'structure'; readonly members: typeof SIMULATION }>

export function inputBoundary({ PermissionsBoundaryPolicyInputList: texts }: Input): SimulatedPolicy | undefined {
  return texts?.[0] === undefined ? undefined : inputPolicy('PermissionsBoundaryPolicyInputList.1', texts[0], 'identity')
}

/** Of a role it may be a trust policy: neither needs to name its resource. */
export function inputResourcePolicy({ ResourcePolicy: text }: Input): SimulatedPolicy | undefined {
  return text === undefined ? undefined : inputPolicy('ResourcePolicy', text, 'resource', 'Resource Policy')
}

/** AWS's two pages of one member differ: an account id, or the ARN of its root. Both are taken. */
export function resourceOwner({ ResourceOwner: owner }: Input): string | undefined {
  if (owner === undefined || /^\d{12}$/.test(owner)) return owner
  const arn = parseArn(owner)
  if (arn?.service === 'iam' && arn.resource === 'root' && /^\d{12}$/.test(arn.accountId)) return arn.accountId
  throw invalidInput(`ResourceOwner ${owner} is neither an account id nor the ARN of an account.`)
}

/** The answers, by action in the order asked, in pages: with many resources and statements a page has fewer actions. */
export function simulationPage(parts: IamParts, simulation: Simulation, input: Input & PageRequest): Output {
  const actions = [...new Set(input.ActionNames)]
  for (const action of actions) {
    if (!/^[A-Za-z0-9-]+:[A-Za-z0-9]+$/.test(action)) throw invalidInput(`Invalid Action Name: ${action}`)
  }
  const resources = [...new Set(input.ResourceArns === undefined || input.ResourceArns.length === 0 ? ['*'] : input.ResourceArns)]
  const wrong = resources.find((resource) => resource !== '*' && parseArn(resource) === undefined)
  if (wrong !== undefined) throw invalidInput(`Invalid Resource Arn: ${wrong}`)
  const most = actionsPerPage(simulation, resources.length)
  const numbered = actions.map((action, index) => ({ action, key: String(index).padStart(6, '0') }))
  const page = pageOf(numbered, ({ key }) => key, { ...input, MaxItems: Math.min(input.MaxItems ?? 100, most) })
  return {
    EvaluationResults: page.items.map(({ action }) =>
      evaluationResult(
        action,
        resources.map((resource) => simulate(parts, simulation, action, resource)),
      ),
    ),
    ...page.rest,
  }
}

/** So many that one page is answered in a moment. Every statement is held against every resource. */
function actionsPerPage({ identity, boundary, resourcePolicy }: Simulation, resources: number): number {
  const policies = [...identity, ...(boundary ? [boundary] : []), ...(resourcePolicy ? [resourcePolicy] : [])]
  const most = Math.floor(LIMITS.iam.simulatedStatements / (resources * Math.max(1, statementCount(policies))))
  if (most === 0) throw invalidInput('Too many resources for so many statements: simulate them in several requests.')
  return most
}
