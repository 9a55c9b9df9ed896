/** A call as the gateway would make it, and the shortest way to run one operation of a service in a test. */
import { AwsError, type AwsService, type Call, type Operation, type Permission, readInput } from '../../operation/index.ts'

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
  const read = (operation: Operation, input: Record<string, unknown>): Answer => {
    const checked = readInput(operation.input, input, 'json')
    if (checked.ok) return checked.value
    throw new AwsError(service.invalidInput?.code ?? 'ValidationException', 400, checked.problem.message)
  }
  return {
    /** Permissions are asked for first, as in life; nobody is denied. */
    run: async (name: string, input: Record<string, unknown> = {}): Promise<Answer> => {
      const operation = find(name)
      const checked = read(operation, input)
      await operation.authorize(checked, call())
      return operation.handle(checked, call())
    },
    permissions: async (name: string, input: Record<string, unknown> = {}) => {
      const operation = find(name)
      return (await operation.authorize(read(operation, input), call())) as readonly Permission[]
    },
  }
}

/** Random bytes that a test can count on. */
export function countingRandom() {
  let next = 0
  return { bytes: (count: number) => Uint8Array.from({ length: count }, () => next++ % 256) }
}
