/**
 * GetParameters: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameters.html
 * Unknown names are reported, not refused; one name that is denied denies the whole call.
 */
import { AwsError, operation } from '../operation/index.ts'
import { NAMES } from './input-shapes.ts'
import { parseReference } from './parameter-name.ts'
import { decryptPermissions, onParameter, placeOf } from './permissions.ts'
import { type FoundVersion, findVersion, shown, versionsToDecrypt } from './reading.ts'
import type { SsmService } from './service.ts'

export const getParameters = ({ parameters }: SsmService) =>
  operation({
    name: 'GetParameters',
    input: {
      kind: 'structure',
      members: { Names: { ...NAMES, required: true }, WithDecryption: { kind: 'boolean' } },
    },
    async authorize(input, call) {
      const permissions = input.Names.map(async (name) => {
        const reference = parseReference(name, placeOf(call))
        const found = await parameters.find(reference)
        const permission = onParameter('GetParameters', reference, found?.head)
        if (input.WithDecryption !== true) return [permission]
        return [permission, ...decryptPermissions(await versionsToDecrypt(parameters, found, reference.selector))]
      })
      return (await Promise.all(permissions)).flat()
    },
    async handle(input, call) {
      const found: FoundVersion[] = []
      const invalid: string[] = []
      for (const name of new Set(input.Names)) {
        const version = await findVersion(parameters, parseReference(name, placeOf(call))).catch(unlessVersionIsMissing)
        if (version === undefined) invalid.push(name)
        else found.push(version)
      }
      found.sort((left, right) => (left.found.head.name < right.found.head.name ? -1 : 1))
      return {
        Parameters: found.map((version) => shown(parameters, version, input.WithDecryption === true)),
        InvalidParameters: invalid,
      }
    },
  })

function unlessVersionIsMissing(error: unknown): undefined {
  if (error instanceof AwsError && error.code === 'ParameterVersionNotFound') return undefined
  throw error
}
