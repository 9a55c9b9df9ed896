/**
 * The data directory: its files, their modes, and who holds it.
 * `irsa.db` holds everything durable; `ca.crt`, `ca-bundle.crt`, `kubeconfig` and `irsa.json` are written for others to read.
 */
import { join } from 'node:path'
import type { Files } from '../base/index.ts'

const DIRECTORY_MODE = 0o700

/** `irsa.json`: where a running rehearsal is. The directory is locked by SQLite, not by this file. */
export interface RunningInstance {
  readonly pid: number
  /** Names, with the pid, one process for ever. */
  readonly processStartTime: string
  /** RFC 3339. */
  readonly startedAt: string
  readonly version: string
  readonly awsUrl: string
  readonly kubeUrl: string
  readonly issuerUrl: string
  readonly caFile: string
  readonly kubeconfig: string
}

export interface DataDirectory {
  readonly path: string
  readonly database: string
  readonly caFile: string
  readonly caBundle: string
  readonly kubeconfig: string
  readonly instanceFile: string
  /** What `irsa env` prints; holds secrets, mode 0600. */
  readonly environmentFile: string
  /** The kubelet's own: volumes, logs, sockets. */
  readonly kubelet: string
  /** Content of S3 objects. */
  readonly blobs: string
}

export function dataDirectoryAt(path: string): DataDirectory {
  return {
    path,
    database: join(path, 'irsa.db'),
    caFile: join(path, 'ca.crt'),
    caBundle: join(path, 'ca-bundle.crt'),
    kubeconfig: join(path, 'kubeconfig'),
    instanceFile: join(path, 'irsa.json'),
    environmentFile: join(path, 'environment.json'),
    kubelet: join(path, 'kubelet'),
    blobs: join(path, 'blobs'),
  }
}

export async function makeDataDirectory(files: Files, path: string): Promise<DataDirectory> {
  await files.makeDirectory(path, DIRECTORY_MODE)
  return dataDirectoryAt(path)
}

/** What `irsa.json` says, or `undefined` if there is none or it is not ours. */
export async function readInstance(files: Files, directory: DataDirectory): Promise<RunningInstance | undefined> {
  const bytes = await files.read(directory.instanceFile)
  if (bytes === undefined) return undefined
  try {
    const value = JSON.parse(new TextDecoder().decode(bytes)) as Partial<RunningInstance>
    return typeof value.pid === 'number' && typeof value.awsUrl === 'string' ? (value as RunningInstance) : undefined
  } catch {
    return undefined
  }
}
