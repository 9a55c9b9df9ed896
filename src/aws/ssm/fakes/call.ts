/** A call as the gateway would make it, and the shortest way to run one operation of a service in a test. */
import type { AwsService, Call, Permission } from '../../operation/index.ts'

// biome-ignore lint/suspicious/noExplicitAny: tests read answers as they are
export type Answer = any

export const ACCOUNT = '123456789012'
export const REGION = 'us-east-1'

export function fakeCall(overrides: Partial<Call> = {}): Call {
  const arn = `arn:aws:sts::${ACCOUNT}:assumed-role/r/s`
  return {
    requestId: 'request-1',
    caller: {
      principal: { type: 'root', accountId: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:root` },
      accountId: ACCOUNT,
      arn,
      userId: 'AROAEXAMPLE:s',
      context: {},
    },
    region: REGION,
    accountId: ACCOUNT,
    partition: 'aws',
    now: Date.UTC(2026, 10, 21),
    context: {},
    note: () => undefined,
    ...overrides,
  }
}

export function client(service: AwsService, call: () => Call = fakeCall) {
  const find = (name: string) => {
    const operation = service.operations.find((each) => each.name === name)
    if (operation === undefined) throw new Error(`no operation ${name}`)
    return operation
  }
  return {
    run: async (name: string, input: Record<string, unknown> = {}): Promise<Answer> => find(name).handle(input, call()),
    permissions: async (name: string, input: Record<string, unknown> = {}) =>
      (await find(name).authorize(input, call())) as readonly Permission[],
  }
}

/** Random bytes that a test can count on. */
export function countingRandom() {
  let next = 0
  return { bytes: (count: number) => Uint8Array.from({ length: count }, () => next++ % 256) }
}
