/** One request's life: guard, route, verify signature, identify, authorize, dispatch, encode, record. */
export type { Gateway, GatewayOptions } from './gateway.ts'
export { createGateway } from './gateway.ts'
export type { Health } from './own-endpoints.ts'
export type { RequestRecord, RequestRecords } from './request-records.ts'
