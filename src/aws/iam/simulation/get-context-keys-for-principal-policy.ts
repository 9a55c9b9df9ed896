/**
 * Lists the condition keys that the policies of a user, group or role ask for, and those of policies given to try.
 * Implements iam:GetContextKeysForPrincipalPolicy (https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetContextKeysForPrincipalPolicy.html).
 */
import { type Operation, operation } from '../../operation/index.ts'
import type { IamParts } from '../iam-parts.ts'
import { ARN, required } from '../shapes.ts'
import { findSource, onSource, policiesOf } from './policy-source.ts'
import { distinctKeys } from './simulate.ts'
import { inputPolicies, keysOf } from './simulated-policies.ts'
import { POLICY_LIST } from './simulation-input.ts'

export function getContextKeysForPrincipalPolicy(parts: IamParts): Operation {
  return operation({
    name: 'GetContextKeysForPrincipalPolicy',
    input: { kind: 'structure', members: { PolicySourceArn: required(ARN), PolicyInputList: POLICY_LIST } },
    authorize: ({ PolicySourceArn }) => onSource(parts, 'GetContextKeysForPrincipalPolicy', PolicySourceArn),
    async handle({ PolicySourceArn, PolicyInputList }, { accountId }) {
      const { identity, boundary } = await policiesOf(parts, findSource(parts, accountId, PolicySourceArn))
      const policies = [...identity, ...(boundary ? [boundary] : []), ...inputPolicies(PolicyInputList)]
      return { ContextKeyNames: distinctKeys(policies.flatMap((policy) => keysOf(policy))) }
    },
  })
}
