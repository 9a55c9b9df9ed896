/**
 * Processes that a killed rehearsal may have left behind. Namespaces die with it; this record is the second net, and
 * the only one where there are no namespaces. A pid alone names nothing for long, so its start time stands beside it.
 */
import type { Files, Processes } from '../../../base/index.ts'

interface Recorded {
  readonly pid: number
  readonly startTime: string
}

export class ProcessRecord {
  readonly #files: Files
  readonly #processes: Processes
  readonly #path: string
  readonly #known = new Map<number, string>()
  #writing: Promise<void> = Promise.resolve()

  constructor(files: Files, processes: Processes, path: string) {
    this.#files = files
    this.#processes = processes
    this.#path = path
  }

  /** Ends what an earlier run recorded and is still there; returns how many. */
  async endLeftovers(): Promise<number> {
    const content = await this.#files.read(this.#path)
    if (content === undefined) return 0
    let count = 0
    for (const { pid, startTime } of parse(new TextDecoder().decode(content))) {
      if (this.#processes.startTime(pid) !== startTime) continue
      // The whole group first: without namespaces a program's children are only found by it.
      kill(this.#processes, -pid)
      kill(this.#processes, pid)
      count++
    }
    await this.#files.remove(this.#path)
    return count
  }

  async add(pid: number): Promise<void> {
    const startTime = this.#processes.startTime(pid)
    if (startTime === undefined) return
    this.#known.set(pid, startTime)
    await this.#write()
  }

  async forget(pid: number): Promise<void> {
    if (this.#known.delete(pid)) await this.#write()
  }

  #write(): Promise<void> {
    const next = this.#writing.then(() => {
      const records: Recorded[] = [...this.#known].map(([pid, startTime]) => ({ pid, startTime }))
      return this.#files.replace(this.#path, JSON.stringify(records), 0o600)
    })
    this.#writing = next.catch(() => undefined)
    return next
  }
}

/** A group that has gone, or that is not ours to signal, is nothing to clean. */
function kill(processes: Processes, pid: number): void {
  try {
    processes.kill(pid, 'SIGKILL')
  } catch (error) {
    const code = (error as { code?: unknown }).code
    if (code !== 'EPERM' && code !== 'ESRCH') throw error
  }
}

/** A file that is not ours (cut short by a crash, or edited) names nothing. */
function parse(text: string): Recorded[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return []
  }
  if (!Array.isArray(value)) return []
  return value.filter(
    (entry): entry is Recorded => Number.isInteger(entry?.pid) && entry.pid > 1 && typeof entry.startTime === 'string',
  )
}
