/**
 * A watch on the wire: one JSON event per line until the time is up, the client goes away, or it falls too far behind.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
 */
import { LIMITS, type Scheduler } from '../../../base/index.ts'
import type { KubeObject, KubernetesError, Status } from '../../../kube/index.ts'
import type { ApiResource } from '../resource.ts'
import type { ApiParts } from '../rest/operations.ts'
import { type ApiWatchEvent, bookmark, type WatchRequest, watchObjects } from '../rest/watch.ts'

export interface WatchStreamOptions {
  readonly request: WatchRequest
  readonly bookmarks: boolean
  readonly timeoutMs: number
  readonly scheduler: Scheduler
  /** Objects as the client wants them. */
  encode(object: KubeObject, first: boolean): unknown
  /** Aborted when the server stops. */
  readonly stop: AbortSignal
}

const BOOKMARK_INTERVAL_MS = 60_000

/** The watch has begun when this resolves: its refusals are plain answers, not events. */
export async function watchStream(
  parts: ApiParts,
  resource: ApiResource,
  options: WatchStreamOptions,
): Promise<AsyncIterable<string>> {
  const queue = createLineQueue()
  let first = true
  const push = ({ type, object }: ApiWatchEvent) => {
    if (type === 'BOOKMARK' && !options.bookmarks && options.request.sendInitialEvents !== true) return
    queue.push({ type, object: type === 'BOOKMARK' ? object : options.encode(object, first) })
    if (type !== 'BOOKMARK') first = false
  }
  const subscription = await watchObjects(parts, resource, options.request, {
    onEvent: push,
    onEnd: (error: KubernetesError) => queue.end({ type: 'ERROR', object: error.status }),
  })
  const tasks = [options.scheduler.after(options.timeoutMs, () => queue.end())]
  const remind = () => {
    parts.objects.revision().then(
      (revision) => push(bookmark(resource, revision, false)),
      () => queue.end(),
    )
    tasks[1] = options.scheduler.after(BOOKMARK_INTERVAL_MS, remind)
  }
  if (options.bookmarks) tasks[1] = options.scheduler.after(BOOKMARK_INTERVAL_MS, remind)
  const stop = () => queue.end()
  options.stop.addEventListener('abort', stop, { once: true })
  return queue.lines(() => {
    for (const task of tasks) task.cancel()
    options.stop.removeEventListener('abort', stop)
    subscription.close()
  })
}

type Line = { readonly type: string; readonly object: unknown } | { readonly type: 'ERROR'; readonly object: Status }

/** INVARIANT (bounded): a client that does not read loses its stream, never the server's memory. */
function createLineQueue() {
  let lines: string[] = []
  let ended = false
  let wake = () => {}
  const push = (line: Line) => {
    if (ended) return
    lines.push(`${JSON.stringify(line)}\n`)
    if (lines.length > LIMITS.kube.watcherQueue) {
      lines = []
      ended = true
    }
    wake()
  }
  return {
    push,
    end(line?: Line) {
      if (line !== undefined) push(line)
      ended = true
      wake()
    },
    async *lines(close: () => void): AsyncGenerator<string> {
      try {
        for (;;) {
          if (lines.length > 0) {
            const text = lines.join('')
            lines = []
            yield text
          } else if (ended) return
          else
            await new Promise<void>((resolve) => {
              wake = resolve
            })
        }
      } finally {
        ended = true
        close()
      }
    },
  }
}
