/** Whether tags may be moved: https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html */
import type { Read } from '../operation/index.ts'
import { invalidParameter } from './errors.ts'

export const TAG_MUTABILITY = {
  kind: 'string',
  oneOf: ['MUTABLE', 'IMMUTABLE', 'MUTABLE_WITH_EXCLUSION', 'IMMUTABLE_WITH_EXCLUSION'],
} as const

export const EXCLUSION_FILTERS = {
  kind: 'list',
  min: 1,
  max: 5,
  member: {
    kind: 'structure',
    members: {
      filterType: { kind: 'string', oneOf: ['WILDCARD'], required: true },
      filter: { kind: 'string', min: 1, max: 128, required: true },
    },
  },
} as const

const FILTER = /^[0-9A-Za-z._*-]+$/

/** Filters are wanted with the `_WITH_EXCLUSION` settings and only with them. */
export function checkExclusionFilters(mutability: string, filters: Read<typeof EXCLUSION_FILTERS> | undefined): void {
  const member = 'imageTagMutabilityExclusionFilters'
  const wanted = mutability.endsWith('_WITH_EXCLUSION')
  if (wanted && !filters?.length) throw invalidParameter(member, `must be given with imageTagMutability ${mutability}`)
  if (!wanted && filters?.length) throw invalidParameter(member, `is not allowed with imageTagMutability ${mutability}`)
  if (filters?.some(({ filter }) => !FILTER.test(filter) || filter.split('*').length > 3)) {
    throw invalidParameter(member, "must satisfy regular expression '^[0-9a-zA-Z._*-]{1,128}' with at most two wildcards")
  }
}
