/** GetParameterHistory: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameterHistory.html */
import { operation } from '../operation/index.ts'
import { invalidNextToken } from './errors.ts'
import { NEXT_TOKEN, REFERENCE } from './input-shapes.ts'
import { openToken, sealToken } from './page.ts'
import { historyOutput, labelsOf } from './parameter.ts'
import { parseReference } from './parameter-name.ts'
import { existing } from './parameters.ts'
import { decryptPermissions, onParameter, placeOf } from './permissions.ts'
import { shownValue } from './reading.ts'
import type { SsmService } from './service.ts'

const DEFAULT_RESULTS = 50

export const getParameterHistory = ({ parameters }: SsmService) =>
  operation({
    name: 'GetParameterHistory',
    input: {
      kind: 'structure',
      members: {
        Name: { ...REFERENCE, required: true },
        WithDecryption: { kind: 'boolean' },
        MaxResults: { kind: 'integer', min: 1, max: 50 },
        NextToken: NEXT_TOKEN,
      },
    },
    async authorize(input, call) {
      const reference = parseReference(input.Name, placeOf(call))
      const found = await parameters.find(reference)
      const permission = onParameter('GetParameterHistory', reference, found?.head)
      if (input.WithDecryption !== true || found === undefined) return [permission]
      const versions = await parameters.history(found)
      return [permission, ...decryptPermissions(versions.map((version) => ({ found, version })))]
    },
    async handle(input, call) {
      const found = await existing(parameters, parseReference(input.Name, placeOf(call)))
      const after = input.NextToken === undefined ? 0 : versionIn(input.NextToken)
      const rest = (await parameters.history(found)).filter((version) => version.version > after)
      const page = rest.slice(0, input.MaxResults ?? DEFAULT_RESULTS)
      const last = page.at(-1)
      return {
        Parameters: page.map((version) => {
          const value = shownValue(parameters, found, version, input.WithDecryption === true)
          return historyOutput(found.head.name, version, value, labelsOf(found.head, version.version))
        }),
        NextToken: last !== undefined && page.length < rest.length ? sealToken(String(last.version)) : undefined,
      }
    },
  })

function versionIn(token: string): number {
  const version = Number(openToken(token))
  if (!Number.isSafeInteger(version)) throw invalidNextToken()
  return version
}
