/**
 * Reads the encoded messages that some services put into their refusals. Needs `sts:DecodeAuthorizationMessage`.
 * Implements sts:DecodeAuthorizationMessage (https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html).
 *
 * No operation here encodes a message, so that none can be one of ours; one of AWS's own only AWS can read.
 */
import { operation } from '../operation/index.ts'
import { invalidAuthorizationMessage } from './sts-error.ts'

const INPUT = {
  kind: 'structure',
  members: { EncodedMessage: { kind: 'string', min: 1, max: 10_240, required: true } },
} as const

export const decodeAuthorizationMessage = operation({
  name: 'DecodeAuthorizationMessage',
  input: INPUT,
  authorize: () => [{ action: 'sts:DecodeAuthorizationMessage', resource: '*' }],
  async handle() {
    throw invalidAuthorizationMessage()
  },
})
