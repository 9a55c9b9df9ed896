/**
 * One run of a container on disk, in the format of container runtimes (CRI): `TIME STREAM F|P TEXT`, where P is a line
 * that goes on: https://github.com/kubernetes/design-proposals-archive/blob/main/node/kubelet-cri-logging.md
 * The file is bounded: at its limit the newer half stays.
 */
import { type Clock, type Files, LIMITS } from '../../base/index.ts'
import type { LogOptions } from '../../kube/index.ts'

type StreamName = 'stdout' | 'stderr'

interface Entry {
  /** RFC 3339 with nanoseconds; the last six digits number the entries, so that no two are alike. */
  readonly time: string
  readonly whole: boolean
  readonly text: string
}

/** Longer lines are kept in parts. */
const LINE_CHARACTERS = 16 * 1024

export class ContainerLog {
  readonly #files: Files
  readonly #clock: Clock
  readonly #path: string
  readonly #rest: Record<StreamName, string> = { stdout: '', stderr: '' }
  readonly #decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() }
  readonly #followers = new Set<(entry: Entry | undefined) => void>()
  #bytes = 0
  #entries = 0
  #writing: Promise<void> = Promise.resolve()
  #closed = false

  constructor(files: Files, clock: Clock, path: string) {
    this.#files = files
    this.#clock = clock
    this.#path = path
  }

  /** Takes all of a stream. Resolves at its end. */
  async take(stream: StreamName, bytes: AsyncIterable<Uint8Array>, also: (chunk: Uint8Array) => void): Promise<void> {
    for await (const chunk of bytes) {
      also(chunk)
      const lines = (this.#rest[stream] + this.#decoders[stream].decode(chunk, { stream: true })).split('\n')
      this.#rest[stream] = lines.pop() ?? ''
      const entries = lines.map((text) => this.#entry(text, true))
      if (this.#rest[stream].length >= LINE_CHARACTERS) {
        entries.push(this.#entry(this.#rest[stream], false))
        this.#rest[stream] = ''
      }
      await this.#write(stream, entries)
    }
    if (this.#rest[stream] !== '') await this.#write(stream, [this.#entry(this.#rest[stream], false)])
    this.#rest[stream] = ''
  }

  /** No more will come: those who follow are told. */
  close(): void {
    this.#closed = true
    for (const follower of [...this.#followers]) follower(undefined)
  }

  async *read(options: Omit<LogOptions, 'previous'>): AsyncGenerator<Uint8Array, void, undefined> {
    const live = new LiveEntries()
    // Joined before the file is read, so that nothing falls between.
    if (options.follow && !this.#closed) this.#followers.add(live.push)
    try {
      await this.#writing
      const content = (await this.#files.read(this.#path)) ?? new Uint8Array()
      const all = parse(new TextDecoder().decode(content))
      live.drop(all)
      const limit = byteLimit(options.limitBytes)
      for (const entry of select(all, options, this.#clock.now())) yield* limit(format(entry, options.timestamps))
      if (!options.follow || (this.#closed && live.isEmpty)) return
      for await (const entry of live.entries()) {
        yield* limit(format(entry, options.timestamps))
        if (limit.spent()) return
      }
    } finally {
      this.#followers.delete(live.push)
    }
  }

  #entry(text: string, whole: boolean): Entry {
    const number = this.#entries++
    const time = `${new Date(this.#clock.now()).toISOString().slice(0, -1)}${String(number % 1_000_000).padStart(6, '0')}Z`
    return { time, whole, text }
  }

  #write(stream: StreamName, entries: readonly Entry[]): Promise<void> {
    if (entries.length === 0) return this.#writing
    const content = new TextEncoder().encode(
      entries.map(({ time, whole, text }) => `${time} ${stream} ${whole ? 'F' : 'P'} ${text}\n`).join(''),
    )
    const next = this.#writing.then(async () => {
      if (this.#bytes + content.length > LIMITS.logs.containerBytes) await this.#halve()
      await this.#files.append(this.#path, content, 0o600)
      this.#bytes += content.length
      for (const entry of entries) for (const follower of [...this.#followers]) follower(entry)
    })
    this.#writing = next.catch(() => undefined)
    return next
  }

  async #halve(): Promise<void> {
    const content = (await this.#files.read(this.#path)) ?? new Uint8Array()
    const cut = content.indexOf(10, Math.floor(content.length / 2))
    const newer = cut < 0 ? new Uint8Array() : content.subarray(cut + 1)
    await this.#files.write(this.#path, newer, 0o600)
    this.#bytes = newer.length
  }
}

/** Entries as they are written, for one reader; `undefined` is the end. */
class LiveEntries {
  #waiting: (Entry | undefined)[] = []
  #wake: () => void = () => undefined

  readonly push = (entry: Entry | undefined): void => {
    this.#waiting.push(entry)
    this.#wake()
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0
  }

  /** Forgets what the reader has found in the file. */
  drop(known: readonly Entry[]): void {
    const last = known.at(-1)?.time ?? ''
    this.#waiting = this.#waiting.filter((entry) => entry === undefined || entry.time > last)
  }

  async *entries(): AsyncGenerator<Entry, void, undefined> {
    for (;;) {
      if (this.#waiting.length > 0) {
        const entry = this.#waiting.shift()
        if (entry === undefined) return
        yield entry
        continue
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }
}

export function parse(content: string): Entry[] {
  const entries: Entry[] = []
  for (const line of content.split('\n')) {
    const match = /^(\S+) (?:stdout|stderr) ([FP]) (.*)$/s.exec(line)
    if (match !== null) entries.push({ time: match[1] ?? '', whole: match[2] === 'F', text: match[3] ?? '' })
  }
  return entries
}

/** The part of a log that was asked for; `now` in milliseconds. */
export function select(
  entries: readonly Entry[],
  options: Pick<LogOptions, 'tailLines' | 'sinceSeconds' | 'sinceTime'>,
  now: number,
): Entry[] {
  const since =
    options.sinceTime === undefined
      ? options.sinceSeconds === undefined
        ? 0
        : now - options.sinceSeconds * 1000
      : Date.parse(options.sinceTime)
  const recent = entries.filter((entry) => Date.parse(entry.time) >= since)
  if (options.tailLines === undefined) return recent
  let first = recent.length
  for (let lines = 0; first > 0; first--) {
    // A part belongs to the line that it begins.
    if ((recent[first - 1]?.whole ?? true) || first === recent.length) lines++
    if (lines > options.tailLines) break
  }
  return recent.slice(first)
}

function format(entry: Entry, timestamps: boolean): Uint8Array {
  return new TextEncoder().encode(`${timestamps ? `${entry.time} ` : ''}${entry.text}${entry.whole ? '\n' : ''}`)
}

function byteLimit(limitBytes: number | undefined) {
  let left = limitBytes ?? Number.POSITIVE_INFINITY
  const take = function* (bytes: Uint8Array): Generator<Uint8Array, void, undefined> {
    if (left <= 0) return
    const part = bytes.subarray(0, Math.min(left, bytes.length))
    left -= part.length
    yield part
  }
  return Object.assign(take, { spent: () => left <= 0 })
}
