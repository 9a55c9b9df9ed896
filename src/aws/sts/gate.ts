/** Lets a bounded number of tasks run at once; the others wait their turn, first come first served. */

interface Gate {
  run<Value>(task: () => Promise<Value>): Promise<Value>
}

export function createGate(capacity: number): Gate {
  let running = 0
  const waiting: (() => void)[] = []
  return {
    async run(task) {
      if (running >= capacity) await new Promise<void>((resolve) => waiting.push(resolve))
      else running++
      try {
        return await task()
      } finally {
        const next = waiting.shift()
        // The place is handed over, so nobody can slip in between.
        if (next === undefined) running--
        else next()
      }
    },
  }
}
