/**
 * Which driver this machine allows: each is tried for real (a pod, a container, a program in it), because kernels,
 * security modules and container runtimes forbid namespaces in ways that no version number tells.
 */
import { uuid } from '../../../base/index.ts'
import type { IsolationName, SandboxDriver } from './driver.ts'
import { namespaceDriver } from './namespaces.ts'
import { pathsDriver } from './paths.ts'
import type { SandboxSettings } from './settings.ts'

export interface ChosenDriver {
  readonly driver: SandboxDriver
  /** Why each stronger driver was not taken. */
  readonly refused: readonly { readonly name: IsolationName; readonly why: string }[]
}

/** Rejects if the driver asked for by name does not work here; `auto` takes the first that works. */
export async function chooseDriver(
  settings: SandboxSettings,
  asked: 'auto' | IsolationName,
  directory: string,
): Promise<ChosenDriver> {
  const refused: { name: IsolationName; why: string }[] = []
  for (const name of asked === 'auto' ? (['bwrap', 'unshare'] as const) : asked === 'paths' ? [] : [asked]) {
    const driver = namespaceDriver(name, settings)
    const why = await tryOut(driver, settings, directory)
    if (why === undefined) return { driver, refused }
    refused.push({ name, why })
  }
  if (asked === 'paths') return { driver: pathsDriver(settings, await hasParentDeathSignal(settings)), refused }
  const reasons = refused.map(({ name, why }) => `${name}: ${why}`).join('; ')
  throw new Error(
    `pods cannot be isolated on this machine (${reasons}). Start with --pod-isolation=paths to run them as plain processes that see your files and network`,
  )
}

async function tryOut(driver: SandboxDriver, settings: SandboxSettings, directory: string): Promise<string | undefined> {
  const uid = uuid(settings.random)
  try {
    const pod = await driver.create({ uid, hostname: 'probe', address: '127.0.0.2', directory: `${directory}/${uid}` })
    try {
      const container = await pod.start({
        name: 'probe',
        command: ['true'],
        env: { PATH: '/usr/bin:/bin' },
        workingDirectory: '/',
        user: { uid: 65_532, gid: 65_532, groups: [] },
        mounts: [],
        readOnlyRoot: true,
        tty: false,
      })
      const exit = await container.exited
      return exit.code === 0 ? undefined : `a program in it ended with ${exit.signal ?? `code ${exit.code}`}`
    } finally {
      await pod.destroy()
    }
  } catch (error) {
    return whyNot(error)
  } finally {
    await settings.files.remove(`${directory}/${uid}`)
  }
}

async function hasParentDeathSignal(settings: SandboxSettings): Promise<boolean> {
  try {
    const process = await settings.processes.start({
      command: ['setpriv', '--pdeathsig', 'KILL', 'true'],
      env: { PATH: '/usr/bin:/bin' },
    })
    process.stdin.end()
    return (await process.exited).code === 0
  } catch (error) {
    whyNot(error)
    return false
  }
}

/** A missing program, or a sandbox that did not come up; anything else is a bug and goes on. */
function whyNot(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown }
  if (code === 'ENOENT' || code === 'EACCES' || code === 'EPERM' || name === 'StartFailure') return (error as Error).message
  throw error
}
