/**
 * The input shapes that IAM's operations share, with the constraints of AWS's own model.
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html (each action's parameters).
 */
import { LIMITS } from '../../base/index.ts'
import type { Shape } from '../operation/index.ts'

export function required<const Member extends Shape>(shape: Member): Member & { readonly required: true } {
  return { ...shape, required: true }
}

const NAME_PATTERN = '[\\w+=,.@-]+'
const TAG_CHARACTERS = '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]'

export const ROLE_NAME = { kind: 'string', min: 1, max: 64, pattern: NAME_PATTERN } as const
export const NEW_USER_NAME = { kind: 'string', min: 1, max: 64, pattern: NAME_PATTERN } as const
export const USER_NAME = { kind: 'string', min: 1, max: 128, pattern: NAME_PATTERN } as const
export const GROUP_NAME = { kind: 'string', min: 1, max: 128, pattern: NAME_PATTERN } as const
export const INSTANCE_PROFILE_NAME = { kind: 'string', min: 1, max: 128, pattern: NAME_PATTERN } as const
export const POLICY_NAME = { kind: 'string', min: 1, max: 128, pattern: NAME_PATTERN } as const
export const ARN = { kind: 'string', min: 20, max: 2_048 } as const
export const PATH = { kind: 'string', min: 1, max: 512, pattern: '(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)' } as const
export const PATH_PREFIX = { kind: 'string', min: 1, max: 512, pattern: '\\u002F[\\u0021-\\u007E]*' } as const
export const POLICY_PATH = { kind: 'string', min: 1, max: 512, pattern: '((/[A-Za-z0-9\\.,\\+@=_-]+)*)/' } as const
export const POLICY_DOCUMENT = {
  kind: 'string',
  min: 1,
  max: LIMITS.policy.documentBytes,
  pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+',
} as const
export const POLICY_VERSION = { kind: 'string', pattern: 'v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?' } as const
export const DESCRIPTION = {
  kind: 'string',
  max: 1_000,
  pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*',
} as const
export const POLICY_DESCRIPTION = { kind: 'string', max: 1_000 } as const
/** Seconds. */
export const MAX_SESSION_DURATION = { kind: 'integer', min: 3_600, max: LIMITS.session.maxSeconds } as const
export const ACCESS_KEY_ID = { kind: 'string', min: 16, max: 128, pattern: '[\\w]+' } as const
export const CLIENT_ID = { kind: 'string', min: 1, max: 255 } as const
export const PROVIDER_URL = { kind: 'string', min: 1, max: 255 } as const
export const THUMBPRINTS = { kind: 'list', member: { kind: 'string', min: 40, max: 40 } } as const

const TAG_KEY = { kind: 'string', min: 1, max: 128, pattern: `${TAG_CHARACTERS}+` } as const
const TAG = {
  kind: 'structure',
  members: {
    Key: { ...TAG_KEY, required: true },
    Value: { kind: 'string', min: 0, max: 256, pattern: `${TAG_CHARACTERS}*`, required: true },
  },
} as const
export const TAGS = { kind: 'list', member: TAG, max: LIMITS.iam.tagsPerResource } as const
export const TAG_KEYS = { kind: 'list', member: TAG_KEY, max: LIMITS.iam.tagsPerResource } as const

export const POLICY_USAGE = { kind: 'string', oneOf: ['PermissionsPolicy', 'PermissionsBoundary'] } as const

/** The members that every list action has. AWS's model ends a marker at 320 characters; ours hold a key, which may be longer. */
export const PAGING = {
  Marker: { kind: 'string', min: 1, max: 4_096, pattern: '[\\u0020-\\u00FF]+' },
  MaxItems: { kind: 'integer', min: 1, max: 1_000 },
} as const
