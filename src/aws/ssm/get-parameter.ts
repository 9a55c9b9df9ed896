/** GetParameter: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html */
import { operation } from '../operation/index.ts'
import { parameterNotFound } from './errors.ts'
import { REFERENCE } from './input-shapes.ts'
import { parseReference } from './parameter-name.ts'
import { decryptPermissions, onParameter, placeOf } from './permissions.ts'
import { findVersion, shown, versionsToDecrypt } from './reading.ts'
import type { SsmService } from './service.ts'

export const getParameter = ({ parameters }: SsmService) =>
  operation({
    name: 'GetParameter',
    input: {
      kind: 'structure',
      members: { Name: { ...REFERENCE, required: true }, WithDecryption: { kind: 'boolean' } },
    },
    async authorize(input, call) {
      const reference = parseReference(input.Name, placeOf(call))
      const found = await parameters.find(reference)
      const permission = onParameter('GetParameter', reference, found?.head)
      if (input.WithDecryption !== true) return [permission]
      return [permission, ...decryptPermissions(await versionsToDecrypt(parameters, found, reference.selector))]
    },
    async handle(input, call) {
      const found = await findVersion(parameters, parseReference(input.Name, placeOf(call)))
      if (found === undefined) throw parameterNotFound()
      return { Parameter: shown(parameters, found, input.WithDecryption === true) }
    },
  })
