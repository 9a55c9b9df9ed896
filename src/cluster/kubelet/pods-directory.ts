/**
 * Where the pods' directories lie. Below the state directory, but where containers run as somebody else without a
 * mount namespace of their own (root, isolation `paths`): nobody else may enter the state directory, so there they
 * lie in a directory of a random name that only the containers' group may pass.
 */
import { uuid } from '../../base/index.ts'
import type { KubeletOptions } from './options.ts'
import { UNPRIVILEGED_ID } from './sandbox/index.ts'

const NOTE = 'pods-directory'

/** An empty directory; what an earlier run left is removed first. */
export async function preparePodsDirectory(options: KubeletOptions, isolates: boolean): Promise<string> {
  const { files, stateDirectory } = options
  const noted = await files.read(`${stateDirectory}/${NOTE}`)
  const earlier = noted === undefined ? '' : new TextDecoder().decode(noted)
  if (isOurs(earlier)) await files.remove(earlier)
  const inside = `${stateDirectory}/pods`
  await files.remove(inside)
  if (isolates || !options.runningAsRoot) {
    await files.makeDirectory(inside, 0o700)
    return inside
  }
  const outside = `/tmp/irsa-${uuid(options.random)}`
  await files.replace(`${stateDirectory}/${NOTE}`, outside, 0o600)
  await files.makeDirectory(outside, 0o700)
  await files.changeOwner(outside, 0, UNPRIVILEGED_ID)
  await files.changeMode(outside, 0o710)
  return outside
}

/** A note that was tampered with must not remove anything else. */
function isOurs(path: string): boolean {
  return /^\/tmp\/irsa-[0-9a-f-]{36}$/.test(path)
}
