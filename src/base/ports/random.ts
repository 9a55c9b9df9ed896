/** The port type for randomness: cryptographically strong outside tests, seeded inside them. */

export interface Random {
  /** `count` fresh random bytes, owned by the caller. */
  bytes(count: number): Uint8Array
}
