/**
 * Amazon Resource Names: `arn:partition:service:region:account:resource`.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 * The resource part may itself hold colons; it is never split here.
 */

export interface Arn {
  readonly partition: string
  readonly service: string
  readonly region: string
  readonly accountId: string
  readonly resource: string
}

const FIXED_PARTS = 5

/** The parts of an ARN, or `undefined` if the text is not of that form. */
export function parseArn(text: string): Arn | undefined {
  const parts: string[] = []
  let start = 0
  while (parts.length < FIXED_PARTS) {
    const colon = text.indexOf(':', start)
    if (colon < 0) return undefined
    parts.push(text.slice(start, colon))
    start = colon + 1
  }
  const [prefix, partition, service, region, accountId] = parts
  const resource = text.slice(start)
  if (prefix !== 'arn' || !partition || !service || resource === '') return undefined
  return { partition, service, region: region ?? '', accountId: accountId ?? '', resource }
}

export function formatArn(arn: Arn): string {
  return `arn:${arn.partition}:${arn.service}:${arn.region}:${arn.accountId}:${arn.resource}`
}
