/**
 * A rehearsal that runs in another process, found by its data directory.
 * It is ours only if both the pid and the start time of that process are those that `irsa.json` names.
 */
import { resolve } from 'node:path'
import { type Files, failure, type Result, success } from '../base/index.ts'
import { systemClock, systemFiles, systemProcesses } from '../io/index.ts'
import { type DataDirectory, dataDirectoryAt, type RunningInstance, readInstance } from './data-directory.ts'
import type { RehearsalEnvironment } from './environment.ts'
import type { HealthReport } from './health.ts'
import { readHealth, sendReset } from './rehearsal-requests.ts'

export interface RunningRehearsal {
  readonly instance: RunningInstance
  readonly environment: RehearsalEnvironment
  status(): Promise<HealthReport>
  reset(): Promise<Result<undefined, string>>
  /** Stops it; false if it is still there after 20 seconds. */
  stop(): Promise<boolean>
}

const STOP_TIMEOUT_MS = 20_000
const STOP_POLL_MS = 50

/** @param dataDir relative to the working directory */
export async function findRunning(dataDir: string): Promise<Result<RunningRehearsal, string>> {
  const directory = dataDirectoryAt(resolve(dataDir))
  const instance = await readInstance(systemFiles, directory)
  if (instance === undefined || !isAlive(instance)) return failure(`no rehearsal runs in ${dataDir}`)
  const environment = await readEnvironment(systemFiles, directory)
  if (environment === undefined) return failure(`the rehearsal in ${dataDir} is still starting`)
  return success({
    instance,
    environment,
    status: () => readHealth(instance.awsUrl),
    reset: () => sendReset(environment),
    stop: () => stop(instance),
  })
}

/** True if the process that `irsa.json` names still runs. */
export function isAlive(instance: RunningInstance): boolean {
  return systemProcesses.startTime(instance.pid) === instance.processStartTime
}

async function readEnvironment(files: Files, directory: DataDirectory): Promise<RehearsalEnvironment | undefined> {
  const bytes = await files.read(directory.environmentFile)
  return bytes === undefined ? undefined : (JSON.parse(new TextDecoder().decode(bytes)) as RehearsalEnvironment)
}

async function stop(instance: RunningInstance): Promise<boolean> {
  systemProcesses.kill(instance.pid, 'SIGTERM')
  const giveUpAt = systemClock.now() + STOP_TIMEOUT_MS
  while (isAlive(instance)) {
    if (systemClock.now() > giveUpAt) return false
    await new Promise((done) => setTimeout(done, STOP_POLL_MS))
  }
  return true
}
