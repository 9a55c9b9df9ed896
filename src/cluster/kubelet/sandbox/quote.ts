/** Words for a POSIX shell: every text becomes exactly one word, whatever it holds. */

export function shellQuote(text: string): string {
  return /^[A-Za-z0-9_./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

export function shellCommand(words: readonly string[]): string {
  return words.map(shellQuote).join(' ')
}
