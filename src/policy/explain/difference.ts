/**
 * Where two texts differ, if they nearly are the same: what a proof points at.
 */

/** UTF-16 units of the common start. */
function commonStart(one: string, other: string): number {
  const limit = Math.min(one.length, other.length)
  let at = 0
  while (at < limit && one.charCodeAt(at) === other.charCodeAt(at)) at++
  return at
}

function commonEnd(one: string, other: string, start: number): number {
  const limit = Math.min(one.length, other.length) - start
  let count = 0
  while (count < limit && one.charCodeAt(one.length - 1 - count) === other.charCodeAt(other.length - 1 - count)) count++
  return count
}

/** How much of the longer text the two share at both ends: 1 for equal texts. */
export function likeness(one: string, other: string): number {
  const longer = Math.max(one.length, other.length)
  if (longer === 0) return 1
  const start = commonStart(one, other)
  return (start + commonEnd(one, other, start)) / longer
}

/** The first unit in which the texts differ, or `undefined` if they are equal or nothing alike. */
export function differsAt(one: string, other: string): number | undefined {
  if (one === other) return undefined
  const alike = one.toLowerCase() === other.toLowerCase() || likeness(one, other) >= 0.5
  return alike ? commonStart(one, other) : undefined
}

/** The text of the list that is most like the given one. */
export function nearest<Item extends { readonly text: string }>(items: readonly Item[], wanted: string): Item | undefined {
  let best: Item | undefined
  let bestLikeness = -1
  for (const item of items) {
    const like = item.text.toLowerCase() === wanted.toLowerCase() ? 1 : likeness(item.text, wanted)
    if (like > bestLikeness) {
      best = item
      bestLikeness = like
    }
  }
  return best
}
