/**
 * Answers what policies allow that nobody needs to have.
 * Implements iam:SimulateCustomPolicy (https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html).
 * Trust policies count, unlike on AWS: see simulate.ts. Without a `CallerArn` somebody of the account calls who has no name.
 */
import { type Operation, operation } from '../../operation/index.ts'
import type { IamParts } from '../iam-parts.ts'
import { invalidInput } from '../refusals.ts'
import { required } from '../shapes.ts'
import { contextOf } from './context-entries.ts'
import type { Simulation } from './simulate.ts'
import { callerOfArn, type SimulatedCaller } from './simulated-caller.ts'
import { inputPolicies } from './simulated-policies.ts'
import { inputBoundary, inputResourcePolicy, POLICY_LIST, resourceOwner, SIMULATION, simulationPage } from './simulation-input.ts'

export function simulateCustomPolicy(parts: IamParts): Operation {
  return operation({
    name: 'SimulateCustomPolicy',
    input: {
      kind: 'structure',
      members: {
        PolicyInputList: required(POLICY_LIST),
        OrderedOrganizationPolicyInputList: { kind: 'refused', reason: 'there are no organizations here' },
        ...SIMULATION,
      },
    },
    authorize: () => [{ action: 'iam:SimulateCustomPolicy', resource: '*' }],
    async handle(input, { accountId }) {
      const boundary = inputBoundary(input)
      const resourcePolicy = inputResourcePolicy(input)
      const owner = resourceOwner(input)
      if (resourcePolicy && input.CallerArn === undefined) {
        throw invalidInput('CallerArn must be specified when a ResourcePolicy is.')
      }
      const simulation: Simulation = {
        accountId,
        caller: input.CallerArn === undefined ? nobody(accountId) : callerOfArn(parts, accountId, input.CallerArn),
        identity: inputPolicies(input.PolicyInputList),
        ...(boundary ? { boundary } : {}),
        ...(resourcePolicy ? { resourcePolicy } : {}),
        ...(owner === undefined ? {} : { resourceOwner: owner }),
        context: contextOf(input.ContextEntries),
      }
      return simulationPage(parts, simulation, input)
    },
  })
}

function nobody(accountId: string): SimulatedCaller {
  return { principal: { type: 'user', accountId, arn: '', uniqueId: '' }, accountId, context: {} }
}
