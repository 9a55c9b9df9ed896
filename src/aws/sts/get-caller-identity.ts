/**
 * Says who signed the request. Needs no permission, and an explicit deny does not stop it.
 * Implements sts:GetCallerIdentity (https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html).
 */
import { operation } from '../operation/index.ts'

const INPUT = { kind: 'structure', members: {} } as const

export const getCallerIdentity = operation({
  name: 'GetCallerIdentity',
  input: INPUT,
  authorize: () => 'never-denied',
  async handle(_input, { caller }) {
    return { Arn: caller.arn, UserId: caller.userId, Account: caller.accountId }
  },
})
