/** A hop of the road that was not proved. The demo ends with it: a greeting alone proves nothing. */

export class HopFailure extends Error {
  readonly hop: string

  constructor(hop: string, message: string) {
    super(message)
    this.name = 'HopFailure'
    this.hop = hop
  }
}
