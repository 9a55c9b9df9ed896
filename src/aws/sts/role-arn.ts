/** The account of a role ARN, or `undefined` if the text is no role's ARN in this partition. */
import { parseArn } from '../../base/index.ts'

const ACCOUNT_FORM = /^\d{12}$/
const ROLE_FORM = /^role\/(?:[\u0021-\u007e]+\/)?[\w+=,.@-]{1,64}$/

export function roleAccountOf(text: string, partition: string): string | undefined {
  const arn = parseArn(text)
  if (arn === undefined || arn.partition !== partition || arn.service !== 'iam' || arn.region !== '') return undefined
  return ACCOUNT_FORM.test(arn.accountId) && ROLE_FORM.test(arn.resource) ? arn.accountId : undefined
}
