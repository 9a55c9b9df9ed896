/**
 * Replaces all files of a projected volume at once: readers see the old set or the new set, never a mixture.
 * As the kubelet's AtomicWriter does: real files live in a time-stamped directory, `..data` points to it and is
 * renamed into place, and each visible name is a link through `..data`.
 */
import type { Files, Random } from '../../../base/index.ts'

export interface PayloadFile {
  readonly content: Uint8Array | string
  readonly mode: number
  readonly owner?: { readonly uid: number; readonly gid: number }
}

/** Relative paths to files. */
export type Payload = ReadonlyMap<string, PayloadFile>

export interface AtomicWriterInput {
  readonly files: Files
  readonly random: Random
  readonly now: number
  readonly directory: string
  readonly payload: Payload
  /** Owner of the directories made here; absent: ourselves. */
  readonly owner?: { readonly uid: number; readonly gid: number }
}

const PATH_BYTES = 4_096
const NAME_BYTES = 255
const DATA = '..data'
const DATA_NEXT = '..data_tmp'

/** Writes `payload` and drops what is not in it; true if anything was written. Throws for a path that leaves the volume. */
export async function writeAtomically(input: AtomicWriterInput): Promise<boolean> {
  const { files, directory, payload } = input
  for (const path of payload.keys()) {
    const fault = pathFault(path)
    if (fault !== undefined) throw new Error(`invalid path ${JSON.stringify(path)}: ${fault}`)
  }
  const current = await files.readLink(`${directory}/${DATA}`)
  if (current !== undefined && (await isSame(files, `${directory}/${current}`, payload))) return false
  const fresh = `..${stamp(input.now)}.${randomDigits(input.random)}`
  await writeAll(input, `${directory}/${fresh}`)
  const wanted = new Set([...payload.keys()].map((path) => path.split('/')[0] ?? ''))
  for (const name of wanted) {
    if ((await files.readLink(`${directory}/${name}`)) === undefined)
      await files.symlink(`${DATA}/${name}`, `${directory}/${name}`)
  }
  await files.remove(`${directory}/${DATA_NEXT}`)
  await files.symlink(fresh, `${directory}/${DATA_NEXT}`)
  await files.rename(`${directory}/${DATA_NEXT}`, `${directory}/${DATA}`)
  for (const name of (await files.list(directory)) ?? []) {
    const visible = !name.startsWith('..')
    if ((visible && !wanted.has(name)) || (!visible && name !== DATA && name !== fresh))
      await files.remove(`${directory}/${name}`)
  }
  return true
}

/** What is wrong with a file's path in a volume, or undefined. */
export function pathFault(path: string): string | undefined {
  const names = path.split('/')
  const bytes = (text: string) => new TextEncoder().encode(text).length
  if (path === '') return 'must not be empty'
  if (path.startsWith('/')) return 'must be relative path'
  if (names.includes('..')) return `must not contain '..'`
  if (names[0]?.startsWith('..')) return `must not start with '..'`
  if (bytes(path) > PATH_BYTES) return `must be less than or equal to ${PATH_BYTES} characters`
  if (names.some((name) => bytes(name) > NAME_BYTES)) return `filenames must be less than or equal to ${NAME_BYTES} characters`
  return undefined
}

async function writeAll(input: AtomicWriterInput, directory: string): Promise<void> {
  const { files, owner } = input
  const made = new Set<string>()
  const make = async (path: string) => {
    if (made.has(path)) return
    made.add(path)
    await files.makeDirectory(path, 0o755)
    if (owner !== undefined) await files.changeOwner(path, owner.uid, owner.gid)
  }
  await make(directory)
  for (const [path, file] of input.payload) {
    const parents = path.split('/').slice(0, -1)
    for (let depth = 1; depth <= parents.length; depth++) await make([directory, ...parents.slice(0, depth)].join('/'))
    await files.write(`${directory}/${path}`, file.content, file.mode)
    if (file.owner !== undefined) await files.changeOwner(`${directory}/${path}`, file.owner.uid, file.owner.gid)
  }
}

async function isSame(files: Files, directory: string, payload: Payload): Promise<boolean> {
  if ((await countFiles(files, directory)) !== payload.size) return false
  for (const [path, { content }] of payload) {
    const current = await files.read(`${directory}/${path}`)
    const wanted = typeof content === 'string' ? new TextEncoder().encode(content) : content
    if (current === undefined || current.length !== wanted.length) return false
    if (current.some((byte, index) => byte !== wanted[index])) return false
  }
  return true
}

async function countFiles(files: Files, directory: string): Promise<number> {
  let count = 0
  for (const name of (await files.list(directory)) ?? []) {
    const path = `${directory}/${name}`
    count += (await files.kind(path)) === 'directory' ? await countFiles(files, path) : 1
  }
  return count
}

/** `YYYY_MM_DD_HH_MM_SS`, in UTC. */
function stamp(now: number): string {
  return new Date(now).toISOString().slice(0, 19).replaceAll(/[-T:]/g, '_')
}

function randomDigits(random: Random): string {
  return new DataView(random.bytes(4).slice().buffer).getUint32(0).toString()
}
