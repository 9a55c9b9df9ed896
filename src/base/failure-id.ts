/**
 * The stable ids of the catalogue of failure modes: the same in `explain`, `lint`, `doctor` and webhook events.
 * Ids never change meaning; new ones are appended to their family.
 */

const FAILURE_FAMILIES = {
  TP: 'Trust policy',
  PR: 'IAM OIDC provider',
  IS: 'Issuer, discovery, JWKS',
  TK: 'Token',
  SA: 'ServiceAccount and annotation',
  WH: 'Webhook',
  PD: 'Pod spec',
  SD: 'SDK and application',
  ST: 'STS endpoint, region, network',
  RP: 'Role permissions',
  SE: 'Cluster-side security',
  OP: 'Operations and tools',
} as const

export type FailureFamily = keyof typeof FAILURE_FAMILIES

/** How many ids each family has: `TP01` to `TP36` and so on. */
export const FAILURE_COUNTS: Readonly<Record<FailureFamily, number>> = {
  TP: 36,
  PR: 8,
  IS: 10,
  TK: 11,
  SA: 19,
  WH: 19,
  PD: 13,
  SD: 9,
  ST: 9,
  RP: 10,
  SE: 8,
  OP: 6,
}

/** Two capitals and two digits, such as `TP01`. */
export type FailureId = `${FailureFamily}${Digit}${Digit}`

type Digit = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9

/** True if the text names a failure mode that the catalogue has. */
export function isFailureId(text: string): text is FailureId {
  const family = text.slice(0, 2)
  const number = text.slice(2)
  if (!Object.hasOwn(FAILURE_COUNTS, family) || !/^\d\d$/.test(number)) return false
  const count = FAILURE_COUNTS[family as FailureFamily]
  return Number(number) >= 1 && Number(number) <= count
}
