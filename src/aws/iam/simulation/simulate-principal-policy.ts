/**
 * Answers what a user, group or role may do, with the policies that it has and those that it is given to try.
 * Implements iam:SimulatePrincipalPolicy (https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html).
 * Trust policies count, unlike on AWS: see simulate.ts.
 */
import { type Operation, operation } from '../../operation/index.ts'
import type { IamParts } from '../iam-parts.ts'
import { ARN, required } from '../shapes.ts'
import { contextOf } from './context-entries.ts'
import { findSource, onSource, policiesOf } from './policy-source.ts'
import type { Simulation } from './simulate.ts'
import { callerOfArn, callerOfSource } from './simulated-caller.ts'
import { inputPolicies } from './simulated-policies.ts'
import { inputBoundary, inputResourcePolicy, POLICY_LIST, resourceOwner, SIMULATION, simulationPage } from './simulation-input.ts'

export function simulatePrincipalPolicy(parts: IamParts): Operation {
  return operation({
    name: 'SimulatePrincipalPolicy',
    input: {
      kind: 'structure',
      members: {
        PolicySourceArn: required(ARN),
        PolicyInputList: POLICY_LIST,
        PolicyExclusionList: { kind: 'refused', reason: 'policies cannot be left out of a simulation here' },
        ...SIMULATION,
      },
    },
    authorize: ({ PolicySourceArn }) => onSource(parts, 'SimulatePrincipalPolicy', PolicySourceArn),
    async handle(input, { accountId }) {
      const source = findSource(parts, accountId, input.PolicySourceArn)
      const own = await policiesOf(parts, source)
      const boundary = inputBoundary(input) ?? own.boundary
      const resourcePolicy = inputResourcePolicy(input)
      const owner = resourceOwner(input)
      const simulation: Simulation = {
        accountId,
        caller: input.CallerArn === undefined ? callerOfSource(parts, source) : callerOfArn(parts, accountId, input.CallerArn),
        identity: [...own.identity, ...inputPolicies(input.PolicyInputList)],
        ...(boundary ? { boundary } : {}),
        ...(resourcePolicy ? { resourcePolicy } : {}),
        ...(owner === undefined ? {} : { resourceOwner: owner }),
        context: contextOf(input.ContextEntries),
      }
      return simulationPage(parts, simulation, input)
    },
  })
}
