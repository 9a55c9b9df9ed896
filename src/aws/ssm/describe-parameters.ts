/**
 * DescribeParameters: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeParameters.html
 * It has no resource of its own: AWS asks for the permission on `arn:aws:ssm:region:account:*`, which a policy on `*` grants
 * and one on `parameter/...` does not.
 * `Shared` lists what other accounts have shared; nothing can be shared here, so it lists nothing.
 */
import { formatArn } from '../../base/index.ts'
import { operation, type Read } from '../operation/index.ts'
import { validation } from './errors.ts'
import { FILTERS, NEXT_TOKEN } from './input-shapes.ts'
import { readPage } from './page.ts'
import { metadataOutput } from './parameter.ts'
import { describeFilter } from './parameter-filter.ts'
import { placeOf } from './permissions.ts'
import type { SsmService } from './service.ts'

const INPUT = {
  kind: 'structure',
  members: {
    Filters: {
      kind: 'list',
      member: {
        kind: 'structure',
        members: {
          Key: { kind: 'string', oneOf: ['Name', 'Type', 'KeyId'], required: true },
          Values: { kind: 'list', min: 1, max: 50, member: { kind: 'string', min: 1, max: 1024 }, required: true },
        },
      },
    },
    ParameterFilters: FILTERS,
    MaxResults: { kind: 'integer', min: 1, max: 50 },
    NextToken: NEXT_TOKEN,
    Shared: { kind: 'boolean' },
  },
} as const
const DEFAULT_RESULTS = 50

export const describeParameters = ({ parameters }: SsmService) =>
  operation({
    name: 'DescribeParameters',
    input: INPUT,
    authorize: (_input, call) => [
      { action: 'ssm:DescribeParameters', resource: formatArn({ ...placeOf(call), service: 'ssm', resource: '*' }) },
    ],
    async handle(input, call) {
      const place = placeOf(call)
      const passes = describeFilter(filtersOf(input))
      if (input.Shared === true) return { Parameters: [] }
      const page = await readPage(parameters, place, {
        prefix: '',
        maxResults: input.MaxResults ?? DEFAULT_RESULTS,
        nextToken: input.NextToken,
        matches: ({ head }) => passes(head),
      })
      return {
        Parameters: page.found.map(({ head }) => metadataOutput(head.name, place, head.current)),
        NextToken: page.nextToken,
      }
    },
  })

/** The deprecated `Filters` are prefixes of names, or exact types and keys. */
function filtersOf(input: Read<typeof INPUT>) {
  const { Filters: old = [], ParameterFilters: filters = [] } = input
  if (old.length > 0 && filters.length > 0) {
    throw validation("You can't specify both ParameterFilters and Filters values in a request.")
  }
  if (old.length === 0) return filters
  return old.map(({ Key, Values }) => ({ Key, Values, Option: Key === 'Name' ? 'BeginsWith' : 'Equals' }))
}
