/**
 * Lets the requests that one turn of the event loop brought go on together, once the turn has read all of them.
 *
 * Each stage of a request (parsing, verifying, sealing, writing) is code and data of its own, in all far more than a
 * processor's caches hold. Thirty requests that go through a stage one after the other find it warm; thirty that each go
 * through all stages find every stage cold. For AssumeRoleWithWebIdentity that halves the cost (see bench/). A request
 * that comes alone waits for the end of its turn: microseconds.
 */
let waiting: (() => void)[] = []

export function together(next: () => void): void {
  if (waiting.push(next) === 1) setImmediate(goOn)
}

function goOn(): void {
  const all = waiting
  waiting = []
  for (const next of all) next()
}
