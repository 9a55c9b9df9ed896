/**
 * A pattern as a program for a machine without a stack: steps that take one character, steps that fork, and the end.
 * Source: K. Thompson, "Regular Expression Search Algorithm" (1968); https://swtch.com/~rsc/regexp/regexp1.html
 * Counts are written out, so a program has a limit of its own.
 */
import type { Assertion, CharacterSet, PatternTree } from './tree.ts'

export type Instruction =
  | { readonly op: 'take'; readonly set: CharacterSet }
  | { readonly op: 'assert'; readonly assertion: Assertion }
  /** Goes on at both places; where they are one, it is a jump. */
  | { readonly op: 'fork'; readonly left: number; readonly right: number }
  | { readonly op: 'found' }

/** `undefined` if it would have more instructions than `limit`. */
export function compilePattern(tree: PatternTree, limit: number): readonly Instruction[] | undefined {
  const program: Instruction[] = []
  const whole = emit(program, tree, limit)
  if (!whole) return undefined
  program.push({ op: 'found' })
  return program
}

/** Appends the instructions of a tree; false once there are too many. */
function emit(program: Instruction[], tree: PatternTree, limit: number): boolean {
  if (program.length >= limit) return false
  switch (tree.type) {
    case 'set':
      program.push({ op: 'take', set: tree })
      return true
    case 'assert':
      program.push({ op: 'assert', assertion: tree.assertion })
      return true
    case 'sequence':
      return tree.items.every((item) => emit(program, item, limit))
    case 'choice':
      return emitChoice(program, tree.items, limit)
    case 'repeat':
      return emitRepeat(program, tree.item, tree.least, tree.most, limit)
  }
}

function emitChoice(program: Instruction[], items: readonly PatternTree[], limit: number): boolean {
  const exits: number[] = []
  for (const [index, item] of items.entries()) {
    const fork = index < items.length - 1 ? reserve(program) : undefined
    if (!emit(program, item, limit)) return false
    if (fork === undefined) continue
    exits.push(reserve(program))
    program[fork] = { op: 'fork', left: fork + 1, right: program.length }
  }
  for (const exit of exits) program[exit] = { op: 'fork', left: program.length, right: program.length }
  return true
}

function emitRepeat(program: Instruction[], item: PatternTree, least: number, most: number, limit: number): boolean {
  // Nothing repeated is still nothing, however often.
  if (isEmpty(item)) return true
  for (let count = 0; count < least; count++) if (!emit(program, item, limit)) return false
  if (most === Number.POSITIVE_INFINITY) {
    const fork = reserve(program)
    if (!emit(program, item, limit)) return false
    program.push({ op: 'fork', left: fork, right: fork })
    program[fork] = { op: 'fork', left: fork + 1, right: program.length }
    return true
  }
  const forks: number[] = []
  for (let count = least; count < most; count++) {
    forks.push(reserve(program))
    if (!emit(program, item, limit)) return false
  }
  for (const fork of forks) program[fork] = { op: 'fork', left: fork + 1, right: program.length }
  return true
}

function isEmpty(tree: PatternTree): boolean {
  if (tree.type === 'repeat') return isEmpty(tree.item)
  return tree.type === 'sequence' && tree.items.every(isEmpty)
}

/** A place to be filled when it is known where it leads. */
function reserve(program: Instruction[]): number {
  program.push({ op: 'found' })
  return program.length - 1
}
