/** What an operation is told of the request that it answers. */
import type { HttpRequest } from '../../base/index.ts'
import type { Call, Caller } from '../operation/index.ts'
import type { Exchange } from './exchange.ts'
import { requestContext } from './request-context.ts'

export const ANONYMOUS: Caller = { principal: { type: 'anonymous' }, accountId: '', arn: '', userId: '', context: {} }

/** Where requests act that no account signed. */
export interface DefaultPlace {
  readonly accountId: string
  readonly partition: string
}

export function callOf(request: HttpRequest, exchange: Exchange, place: DefaultPlace): Call {
  const caller = exchange.caller ?? ANONYMOUS
  return {
    requestId: exchange.requestId,
    caller,
    region: exchange.region,
    accountId: caller.accountId === '' ? place.accountId : caller.accountId,
    partition: place.partition,
    now: exchange.time,
    context: requestContext(request, exchange),
    note: (facts) => {
      exchange.notes = exchange.notes === undefined ? facts : { ...exchange.notes, ...facts }
    },
  }
}

/** Source: https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn'
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'
}
