/** Waits for something that another part of the system brings about. */
import { setTimeout as sleep } from 'node:timers/promises'

const POLL_MS = 40

/** The first defined answer; `undefined` if there is none within the time. */
export async function waitFor<Value>(timeoutMs: number, look: () => Promise<Value | undefined>): Promise<Value | undefined> {
  const giveUpAt = AbortSignal.timeout(timeoutMs)
  for (;;) {
    const found = await look()
    if (found !== undefined || giveUpAt.aborted) return found
    await sleep(POLL_MS)
  }
}
