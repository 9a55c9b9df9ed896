/** Controllers: namespace, service account, deployment, replicaset, service, garbage collection. */
export { startControllers } from './start-controllers.ts'
