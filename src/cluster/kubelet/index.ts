/** Pods as local processes; volumes; token rotation; logs, exec, port-forward. */
export type { Kubelet } from './kubelet.ts'
export { createKubelet } from './kubelet.ts'
