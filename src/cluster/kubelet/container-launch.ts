/** From a container's spec to what the sandbox starts: environment, words, user, mounts. */

import { resolveEnvironment } from './environment.ts'
import { expandVariables } from './expansion.ts'
import { type Container, ContainerConfigError, type Pod } from './pod.ts'
import type { PodHome } from './pod-home.ts'
import { type ContainerLaunch, POD_HOME, type SandboxUser, UNPRIVILEGED_ID } from './sandbox/index.ts'
import { containerMounts } from './volumes/index.ts'

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/run/irsa/bin'

/** Throws `ContainerConfigError` for what cannot be done as it is asked. */
export async function containerLaunch(home: PodHome, container: Container): Promise<ContainerLaunch> {
  const { options, hostIp, masked, forbidden } = home.context
  const pod = home.pod()
  const own = await resolveEnvironment({
    client: options.client,
    pod,
    container,
    addresses: { podIp: home.podIp, hostIp },
    node: options.nodeEnvironment,
  })
  const env = {
    PATH,
    HOME: POD_HOME,
    HOSTNAME: pod.spec.hostname ?? pod.metadata.name,
    AWS_EC2_METADATA_DISABLED: 'true',
    ...own,
  }
  if (container.tty === true && !('TERM' in env)) Object.assign(env, { TERM: 'xterm' })
  const { files, clock, random } = options
  const settings = { files, clock, random, directory: home.directory, masked, forbidden }
  return {
    name: container.name,
    command: [...(container.command ?? []), ...(container.args ?? [])].map((word) => expandVariables(word, env)),
    env,
    workingDirectory: workingDirectory(container),
    user: userOf(pod, container),
    mounts: await containerMounts(settings, container, home.volumes(), env),
    readOnlyRoot: container.securityContext?.readOnlyRootFilesystem === true,
    tty: container.tty === true,
  }
}

function workingDirectory(container: Container): string {
  const wanted = container.workingDir ?? '/'
  if (!wanted.startsWith('/')) throw new ContainerConfigError(`workingDir ${wanted} is not an absolute path`)
  return wanted
}

function userOf(pod: Pod, container: Container): SandboxUser {
  const both = { ...pod.spec.securityContext, ...container.securityContext }
  if (both.runAsNonRoot === true && both.runAsUser === 0) {
    throw new ContainerConfigError("container's runAsUser breaks non-root policy")
  }
  const { fsGroup, supplementalGroups = [] } = pod.spec.securityContext ?? {}
  const groups = [...(fsGroup === undefined ? [] : [fsGroup]), ...supplementalGroups]
  if (groups.includes(0))
    throw new ContainerConfigError('group 0 is the group of the machine: fsGroup and supplementalGroups must name another')
  const uid = both.runAsUser ?? UNPRIVILEGED_ID
  return { uid, gid: both.runAsGroup ?? (both.runAsUser === 0 ? 0 : UNPRIVILEGED_ID), groups }
}

/** The user that all containers share by name, if they do: who owns token files. */
export function fsUser(pod: Pod): number | undefined {
  const containers = [...(pod.spec.initContainers ?? []), ...pod.spec.containers]
  const users = new Set(
    containers.map((container) => container.securityContext?.runAsUser ?? pod.spec.securityContext?.runAsUser),
  )
  const [only] = users
  return users.size === 1 ? only : undefined
}
