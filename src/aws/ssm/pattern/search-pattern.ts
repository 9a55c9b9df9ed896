/**
 * Runs a compiled pattern over a text: all ways at once, one character after the other, never back.
 * INVARIANT (linear): a way is followed at most once per character, so the steps are at most the instructions times
 * the characters, whatever the pattern; and never more than `limit`.
 */
import { inSet, isWordCharacter } from './character-classes.ts'
import type { Instruction } from './compile-pattern.ts'
import type { Assertion } from './tree.ts'

export interface Search {
  /** `too-many-steps` if the limit ended the search. */
  readonly outcome: 'found' | 'not-found' | 'too-many-steps'
  readonly steps: number
}

interface Machine {
  readonly program: readonly Instruction[]
  readonly codes: readonly number[]
  /** By instruction: the last position, counted from 1, at which it was reached. */
  readonly reachedAt: Uint32Array
  steps: number
}

/** Is the pattern found anywhere in the text? */
export function searchPattern(program: readonly Instruction[], text: string, limit: number): Search {
  const codes = Array.from(text, (character) => character.codePointAt(0) ?? 0)
  const machine: Machine = { program, codes, reachedAt: new Uint32Array(program.length), steps: 0 }
  let waiting: number[] = []
  for (let at = 0; at <= codes.length; at++) {
    const starts = [0]
    const code = codes[at - 1]
    if (code !== undefined) for (const place of waiting) if (takes(program[place], code)) starts.push(place + 1)
    const reached = follow(machine, starts, at)
    if (reached === 'found') return { outcome: 'found', steps: machine.steps }
    if (machine.steps > limit) return { outcome: 'too-many-steps', steps: machine.steps }
    waiting = reached
  }
  return { outcome: 'not-found', steps: machine.steps }
}

function takes(instruction: Instruction | undefined, code: number): boolean {
  return instruction?.op === 'take' && inSet(instruction.set, code)
}

/** From some instructions on to all that wait for the next character. */
function follow(machine: Machine, starts: number[], at: number): number[] | 'found' {
  const waiting: number[] = []
  const open = starts
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    if (machine.reachedAt[place] === at + 1) continue
    machine.reachedAt[place] = at + 1
    machine.steps++
    const instruction = machine.program[place]
    switch (instruction?.op) {
      case 'take':
        waiting.push(place)
        break
      case 'assert':
        if (holds(instruction.assertion, machine.codes, at)) open.push(place + 1)
        break
      case 'fork':
        open.push(instruction.right, instruction.left)
        break
      default:
        return 'found'
    }
  }
  return waiting
}

function holds(assertion: Assertion, codes: readonly number[], at: number): boolean {
  switch (assertion) {
    case 'start':
      return at === 0
    case 'end':
      return at === codes.length
    default:
      return (isWordAt(codes, at - 1) !== isWordAt(codes, at)) === (assertion === 'boundary')
  }
}

function isWordAt(codes: readonly number[], at: number): boolean {
  const code = codes[at]
  return code !== undefined && isWordCharacter(code)
}
