/**
 * The account that an access key belongs to. Needs `sts:GetAccessKeyInfo`.
 * Implements sts:GetAccessKeyInfo (https://docs.aws.amazon.com/STS/latest/APIReference/API_GetAccessKeyInfo.html).
 *
 * AWS reads the account out of the id itself, so it answers for temporary and deleted keys too. Our ids are random:
 * only keys that exist can be told, and of a temporary one nothing is stored.
 */
import { type Operation, operation } from '../operation/index.ts'
import { invalidParameterForm } from './sts-error.ts'
import type { StsParts } from './sts-parts.ts'

const INPUT = {
  kind: 'structure',
  members: { AccessKeyId: { kind: 'string', min: 16, max: 128, pattern: '[\\w]*', required: true } },
} as const

export function getAccessKeyInfo({ directory, rootCredentials }: StsParts): Operation<typeof INPUT> {
  return operation({
    name: 'GetAccessKeyInfo',
    input: INPUT,
    authorize: () => [{ action: 'sts:GetAccessKeyInfo', resource: '*' }],
    async handle({ AccessKeyId: id }) {
      const root = rootCredentials.find((credential) => credential.accessKeyId === id)
      const Account = root?.accountId ?? directory.accessKey(id)?.accountId
      if (Account === undefined) throw invalidParameterForm('The access key ID is not known here, or is a temporary one.')
      return { Account }
    },
  })
}
