/** What has been started, to be stopped in reverse order: once, whoever asks, also when a later part fails to start. */

export interface Teardown {
  add(step: () => Promise<void> | void): void
  /** Runs every step, also after one has failed; then rejects with the first failure. */
  run(): Promise<void>
}

export function createTeardown(): Teardown {
  const steps: (() => Promise<void> | void)[] = []
  let running: Promise<void> | undefined
  const runAll = async (): Promise<void> => {
    let first: { readonly error: unknown } | undefined
    for (const step of steps.splice(0).reverse()) {
      try {
        await step()
      } catch (error) {
        first ??= { error }
      }
    }
    if (first !== undefined) throw first.error
  }
  return {
    add: (step) => void steps.push(step),
    run: () => {
      running ??= runAll()
      return running
    },
  }
}
