/**
 * What a container's root directory is made of, as data: a fresh in-memory root, the host's system directories
 * read-only, its own /tmp, /run, /home, and the volumes wherever the pod wants them.
 *
 * INVARIANT (no mount points on the host): a directory that must be made is made in memory. Where its parent is one
 * of the host's, the parent is mirrored: an in-memory directory in its place, with the host's entries mounted in it.
 * INVARIANT (masks): wherever a bind would show a masked path, the path is covered before anything is placed below it.
 */
import type { Files } from '../../../base/index.ts'
import type { SandboxMount } from './driver.ts'

export type MountOperation =
  | { readonly op: 'directory'; readonly path: string; readonly mode: number }
  | { readonly op: 'file'; readonly path: string }
  | { readonly op: 'symlink'; readonly path: string; readonly target: string }
  | { readonly op: 'bind'; readonly path: string; readonly source: string; readonly readOnly: boolean }
  /** An empty in-memory directory on top of an existing one. */
  | { readonly op: 'memory'; readonly path: string }
  /** Nothing to see: an empty read-only directory. */
  | { readonly op: 'hide'; readonly path: string }
  | { readonly op: 'proc' }
  | { readonly op: 'dev' }

export type HostView = Pick<Files, 'kind' | 'readLink' | 'list'>

export interface MountPlanInput {
  readonly mounts: readonly SandboxMount[]
  /** Host paths that no container may see. */
  readonly masked: readonly string[]
  readonly workingDirectory: string
}

/** Top-level directories of the host that hold programs and their configuration, on all distributions we know. */
const SYSTEM = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32', '/etc', '/opt', '/nix', '/gnu']
const WRITABLE = ['/tmp', '/run', '/run/lock', '/home/app', '/var/tmp', '/var/log', '/var/cache', '/var/lib']
const FIXED = ['/home', '/var', '/run/irsa', '/run/irsa/bin', '/run/irsa/under', '/root']
const STICKY_FOR_ALL = 0o1777
const LINKS_FOLLOWED = 40
/** The home directory of every container that names none. */
export const POD_HOME = '/home/app'

export async function planMounts(host: HostView, input: MountPlanInput): Promise<MountOperation[]> {
  const plan = new MountPlan(host, input.masked)
  await plan.system()
  const ordered = [...input.mounts].sort((one, other) => depth(one.path) - depth(other.path))
  for (const mount of ordered) await plan.mount(mount)
  await plan.directory(input.workingDirectory)
  return plan.operations
}

class MountPlan {
  readonly operations: MountOperation[] = []
  readonly #host: HostView
  readonly #masked: readonly string[]
  readonly #own = new Map<string, { kind: 'directory' | 'file' } | { kind: 'link'; target: string }>([
    ['/', { kind: 'directory' }],
  ])
  /** Later entries lie on top of earlier ones; `source` undefined: in memory. */
  readonly #layers: { path: string; source: string | undefined }[] = []
  #mirrors = 0

  constructor(host: HostView, masked: readonly string[]) {
    this.#host = host
    this.#masked = masked
  }

  async system(): Promise<void> {
    for (const path of SYSTEM) {
      const kind = await this.#host.kind(path)
      if (kind === 'link') this.#link(path, (await this.#host.readLink(path)) ?? '')
      if (kind !== 'directory') continue
      this.#make(path, 0o755)
      await this.#bind(path, path, true)
    }
    for (const path of FIXED) this.#make(path, 0o755)
    for (const path of WRITABLE) this.#make(path, STICKY_FOR_ALL)
    this.#link('/var/run', '/run')
    this.#link('/var/lock', '/run/lock')
    this.#make('/proc', 0o755)
    this.#make('/dev', 0o755)
    this.#make('/dev/shm', STICKY_FOR_ALL)
    this.operations.push({ op: 'proc' }, { op: 'dev' })
  }

  async mount(mount: SandboxMount): Promise<void> {
    const path = mount.kind === 'directory' ? await this.directory(mount.path) : await this.#file(mount.path)
    await this.#bind(path, mount.source, mount.readOnly)
  }

  /** Makes sure that there is a directory; returns its path without symbolic links. */
  async directory(wanted: string): Promise<string> {
    const path = await this.#resolve(wanted)
    if ((await this.#kindAt(path)) === 'directory') return path
    const parent = await this.directory(parentOf(path))
    await this.#ownDirectory(parent)
    this.#make(path, 0o755)
    return path
  }

  async #file(wanted: string): Promise<string> {
    const path = await this.#resolve(wanted)
    if ((await this.#kindAt(path)) === 'file') return path
    await this.#ownDirectory(await this.directory(parentOf(path)))
    this.#own.set(path, { kind: 'file' })
    this.operations.push({ op: 'file', path })
    return path
  }

  /** Puts an in-memory directory with the same entries in place of one that is the host's. */
  async #ownDirectory(path: string): Promise<void> {
    const source = this.#hostPath(path)
    if (source === undefined) return
    const under = `/run/irsa/under/${this.#mirrors++}`
    this.#make(under, 0o755)
    await this.#bind(under, source, true)
    this.operations.push({ op: 'memory', path })
    this.#layers.push({ path, source: undefined })
    this.#own.set(path, { kind: 'directory' })
    for (const name of (await this.#host.list(source)) ?? []) {
      const [at, from] = [`${path}/${name}`, `${source}/${name}`]
      const kind = await this.#host.kind(from)
      // Directories are mounted, not linked: a relative link inside one must keep its meaning.
      if (kind === 'link') this.#link(at, (await this.#host.readLink(from)) ?? '')
      else if (kind === 'directory') {
        this.#make(at, 0o755)
        await this.#bind(at, from, true)
      } else this.#link(at, `${under}/${name}`)
    }
  }

  async #bind(path: string, source: string, readOnly: boolean): Promise<void> {
    this.operations.push({ op: 'bind', path, source, readOnly })
    this.#layers.push({ path, source })
    for (const masked of this.#masked) {
      // A volume of the pod's own may lie inside a masked directory; then nothing of the mask is below it.
      if (!isInside(masked, source) || masked === source) continue
      const at = join(path, masked.slice(source.length))
      const kind = await this.#host.kind(masked)
      if (kind === 'directory') this.operations.push({ op: 'hide', path: at })
      else if (kind !== undefined && kind !== 'link')
        this.operations.push({ op: 'bind', path: at, source: '/dev/null', readOnly: true })
      if (kind !== undefined) this.#layers.push({ path: at, source: undefined })
    }
  }

  #make(path: string, mode: number): void {
    this.#own.set(path, { kind: 'directory' })
    this.operations.push({ op: 'directory', path, mode })
  }

  #link(path: string, target: string): void {
    this.#own.set(path, { kind: 'link', target })
    this.operations.push({ op: 'symlink', path, target })
  }

  /** The host path that is seen at `path`, or undefined where our own memory is. */
  #hostPath(path: string): string | undefined {
    let top: { path: string; source: string | undefined } | undefined
    for (const layer of this.#layers) if (isInside(path, layer.path)) top = layer
    return top?.source === undefined ? undefined : join(top.source, path.slice(top.path === '/' ? 0 : top.path.length))
  }

  async #kindAt(path: string): Promise<'directory' | 'file' | 'link' | undefined> {
    const source = this.#hostPath(path)
    if (source === undefined) return this.#own.get(path)?.kind
    const kind = await this.#host.kind(source)
    return kind === undefined || kind === 'directory' || kind === 'link' ? kind : 'file'
  }

  async #targetAt(path: string): Promise<string> {
    const source = this.#hostPath(path)
    if (source !== undefined) return (await this.#host.readLink(source)) ?? ''
    const own = this.#own.get(path)
    return own?.kind === 'link' ? own.target : ''
  }

  /** Follows symbolic links as a program inside would; what does not exist stays as written. */
  async #resolve(wanted: string): Promise<string> {
    let rest = segments(wanted)
    let path = '/'
    for (let links = 0; rest.length > 0; ) {
      const [name = '', ...after] = rest
      rest = after
      if (name === '..') path = parentOf(path)
      if (name === '..') continue
      const next = join(path, name)
      if ((await this.#kindAt(next)) !== 'link' || ++links > LINKS_FOLLOWED) {
        path = next
        continue
      }
      const target = await this.#targetAt(next)
      if (target.startsWith('/')) path = '/'
      rest = [...segments(target), ...rest]
    }
    return path
  }
}

function segments(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '' && segment !== '.')
}

function join(base: string, rest: string): string {
  const joined = [...segments(base), ...segments(rest)].join('/')
  return `/${joined}`
}

function parentOf(path: string): string {
  return `/${segments(path).slice(0, -1).join('/')}`
}

function depth(path: string): number {
  return segments(path).length
}

/** True if `path` is `directory` or below it. */
export function isInside(path: string, directory: string): boolean {
  return path === directory || path.startsWith(directory === '/' ? '/' : `${directory}/`)
}
