/** Pods as local processes: drivers from strongest to weakest, and what they leave behind. */
export type { ChosenDriver } from './choose-driver.ts'
export { chooseDriver } from './choose-driver.ts'
export type {
  ContainerLaunch,
  ExecLaunch,
  IsolationName,
  PodSandbox,
  SandboxContainer,
  SandboxDriver,
  SandboxMount,
  SandboxProcess,
  SandboxUser,
} from './driver.ts'
export { KILLED_WITHIN_MS, StartFailure, UNPRIVILEGED_ID } from './driver.ts'
export { ProcessRecord } from './leftovers.ts'
export { isInside, POD_HOME } from './mount-plan.ts'
export type { Forward } from './relay-link.ts'
export type { SandboxSettings } from './settings.ts'
