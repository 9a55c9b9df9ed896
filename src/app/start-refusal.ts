/** Why a rehearsal cannot start, and what to do about it. */

export type StartRefusalCode = 'data-directory-in-use' | 'port-in-use' | 'port-not-permitted' | 'option' | 'isolation'

export class StartRefusal extends Error {
  readonly code: StartRefusalCode
  readonly advice: string

  constructor(code: StartRefusalCode, message: string, advice: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StartRefusal'
    this.code = code
    this.advice = advice
  }
}
