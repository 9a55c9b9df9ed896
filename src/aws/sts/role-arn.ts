/** The account of a role ARN, or `undefined` if the text is no role's ARN in this partition. */
const ROLE_ARN = /^arn:([^:]+):iam::(\d{12}):role\/(?:[\u0021-\u007e]+\/)?[\w+=,.@-]{1,64}$/

export function roleAccountOf(text: string, partition: string): string | undefined {
  const found = ROLE_ARN.exec(text)
  return found?.[1] === partition ? found[2] : undefined
}
