/** Why a command ends without having done its work: a sentence for people, what to do next, and the exit code. */

export class CommandRefusal extends Error {
  /** 1 the answer is no, 2 usage, 3 could not find out. */
  readonly exitCode: 1 | 2 | 3
  readonly advice: string | undefined

  constructor(exitCode: 1 | 2 | 3, message: string, advice?: string) {
    super(message)
    this.name = 'CommandRefusal'
    this.exitCode = exitCode
    this.advice = advice
  }
}
