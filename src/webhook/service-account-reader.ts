/**
 * Reads one service account from the API, within a time that a pod may wait for it.
 * Failures that may pass are tried again until the time is up; a refusal of our credentials is final.
 */
import type { Clock, Scheduler } from '../base/index.ts'
import { KINDS, type KubeObject, type KubernetesClient, KubernetesError } from '../kube/index.ts'
import type { Annotations } from './service-account-settings.ts'
import type { WebhookConfig } from './webhook-config.ts'

export type Lookup =
  | { readonly outcome: 'found'; readonly annotations: Annotations }
  /** The API says that there is none. */
  | { readonly outcome: 'missing' }
  /** The API did not answer in time, or refused. */
  | { readonly outcome: 'unreadable' }

export interface ReaderOptions {
  readonly client: KubernetesClient
  readonly clock: Clock
  readonly scheduler: Scheduler
  readonly config: WebhookConfig
}

type Reading = (namespace: string, name: string) => Promise<Lookup>

const FIRST_DELAY_MS = 50
const UNREADABLE: Lookup = { outcome: 'unreadable' }
const NO_ANNOTATIONS: Annotations = Object.freeze({})

/**
 * One read for all who ask at the same time. Who joined a read that was under way and hears "missing" asks once more:
 * the account may have been made after that read began and before they asked. Never rejects.
 */
export function createServiceAccountReader(options: ReaderOptions): Reading {
  const underWay = new Map<string, Promise<Lookup>>()
  const start: Reading = (namespace, name) => {
    const key = `${namespace}/${name}`
    const running = underWay.get(key)
    if (running !== undefined) return running
    const reading = within(options, readUntilAnswered(options, namespace, name)).finally(() => underWay.delete(key))
    underWay.set(key, reading)
    return reading
  }
  return async (namespace, name) => {
    const joined = underWay.has(`${namespace}/${name}`)
    const lookup = await start(namespace, name)
    return joined && lookup.outcome === 'missing' ? start(namespace, name) : lookup
  }
}

/** Only what is under our prefix is kept: most accounts of a large cluster have nothing there. */
export function ourAnnotations(object: KubeObject, annotationPrefix: string): Annotations {
  const entries = Object.entries(object.metadata.annotations ?? {}).filter(([name]) => name.startsWith(`${annotationPrefix}/`))
  return entries.length === 0 ? NO_ANNOTATIONS : Object.fromEntries(entries)
}

async function readUntilAnswered(options: ReaderOptions, namespace: string, name: string): Promise<Lookup> {
  const { client, clock, scheduler, config } = options
  const deadline = clock.now() + config.lookupTimeoutMs
  for (let delayMs = FIRST_DELAY_MS; ; delayMs *= 2) {
    try {
      const object = await client.get(KINDS.serviceAccount, { namespace, name })
      if (object === undefined) return { outcome: 'missing' }
      return { outcome: 'found', annotations: ourAnnotations(object, config.annotationPrefix) }
    } catch (error) {
      // Whatever kept the API from answering, the pod must not wait for it longer than its time.
      const final = error instanceof KubernetesError && (error.code === 401 || error.code === 403)
      if (final || clock.now() + delayMs >= deadline) return UNREADABLE
    }
    await new Promise<void>((resolve) => scheduler.after(delayMs, resolve))
  }
}

/** A client that hangs is given up on; its answer, should it come, is for nobody. */
function within({ scheduler, config }: ReaderOptions, lookup: Promise<Lookup>): Promise<Lookup> {
  return new Promise((resolve) => {
    const timer = scheduler.after(config.lookupTimeoutMs, () => resolve(UNREADABLE))
    void lookup.then((answer) => {
      timer.cancel()
      resolve(answer)
    })
  })
}
