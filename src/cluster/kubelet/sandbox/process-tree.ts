/** Who is whose child, read from /proc: https://man7.org/linux/man-pages/man5/proc_pid_task.5.html */
import type { Files } from '../../../base/index.ts'

/** The first child of the first child ..., `depth` times; `pid` itself where there is none. */
export async function descendant(files: Files, pid: number, depth: number): Promise<number> {
  let found = pid
  for (let level = 0; level < depth; level++) {
    const child = await firstChild(files, found)
    if (child === undefined) break
    found = child
  }
  return found
}

async function firstChild(files: Files, pid: number): Promise<number | undefined> {
  const listed = await files.read(`/proc/${pid}/task/${pid}/children`)
  if (listed === undefined) return firstChildByScan(files, pid)
  const first = new TextDecoder().decode(listed).trim().split(' ')[0]
  return first === undefined || first === '' ? undefined : Number(first)
}

/** Kernels built without CONFIG_PROC_CHILDREN: ask every process for its parent. */
async function firstChildByScan(files: Files, pid: number): Promise<number | undefined> {
  for (const name of (await files.list('/proc')) ?? []) {
    if (!/^\d+$/.test(name)) continue
    const stat = new TextDecoder().decode((await files.read(`/proc/${name}/stat`)) ?? new Uint8Array())
    const parent = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]
    if (parent === String(pid)) return Number(name)
  }
  return undefined
}
