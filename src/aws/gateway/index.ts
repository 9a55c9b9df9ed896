/** One request's life: guard, route, verify signature, identify, authorize, dispatch, encode, record. */
export { createGateway } from './gateway.ts'
export type { RequestRecord, RequestRecords } from './request-records.ts'
