/**
 * Text from a request, cut to what is worth keeping, as a copy: a plain slice would keep the whole header or body that
 * it was cut from in memory for as long as the record lives.
 */
export function shortened(text: string, characters: number): string {
  return Buffer.from(text.slice(0, characters), 'utf8').toString('utf8')
}
