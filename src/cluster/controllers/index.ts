/** Controllers: namespace, service account, deployment, replicaset, service, garbage collection. */
export type { Controllers, ControllersOptions } from './start-controllers.ts'
export { startControllers } from './start-controllers.ts'
