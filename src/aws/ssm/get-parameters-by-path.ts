/**
 * GetParametersByPath: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParametersByPath.html
 * The permission is on the path; a caller allowed on a path sees all below it, even what GetParameter would deny.
 */
import { operation, type Read } from '../operation/index.ts'
import { FILTERS, NEXT_TOKEN } from './input-shapes.ts'
import { type Page, readPage } from './page.ts'
import { byPathFilter } from './parameter-filter.ts'
import { isUnder, type Place, parsePath } from './parameter-name.ts'
import { decryptPermissions, onParameter, placeOf } from './permissions.ts'
import { shown } from './reading.ts'
import type { SsmService } from './service.ts'

const INPUT = {
  kind: 'structure',
  members: {
    Path: { kind: 'string', min: 1, max: 2048, required: true },
    Recursive: { kind: 'boolean' },
    ParameterFilters: FILTERS,
    WithDecryption: { kind: 'boolean' },
    MaxResults: { kind: 'integer', min: 1, max: 10 },
    NextToken: NEXT_TOKEN,
  },
} as const
const DEFAULT_RESULTS = 10

export const getParametersByPath = ({ parameters }: SsmService) => {
  const readOne = (input: Read<typeof INPUT>, place: Place): Promise<Page> => {
    const path = parsePath(input.Path)
    const passes = byPathFilter(input.ParameterFilters ?? [])
    return readPage(parameters, place, {
      prefix: path === '' ? '' : `${path}/`,
      maxResults: input.MaxResults ?? DEFAULT_RESULTS,
      nextToken: input.NextToken,
      matches: ({ head }) => isUnder(path, head.name, input.Recursive === true) && passes(head),
    })
  }
  return operation({
    name: 'GetParametersByPath',
    input: INPUT,
    async authorize(input, call) {
      const place = placeOf(call)
      const path = parsePath(input.Path)
      const permission = onParameter('GetParametersByPath', { candidates: [path === '' ? '/' : path], place }, undefined, {
        'ssm:recursive': String(input.Recursive === true),
      })
      if (input.WithDecryption !== true) return [permission]
      const { found } = await readOne(input, place)
      return [permission, ...decryptPermissions(found.map((each) => ({ found: each, version: each.head.current })))]
    },
    async handle(input, call) {
      const page = await readOne(input, placeOf(call))
      const decrypt = input.WithDecryption === true
      return {
        Parameters: page.found.map((found) => shown(parameters, { found, version: found.head.current }, decrypt)),
        NextToken: page.nextToken,
      }
    },
  })
}
