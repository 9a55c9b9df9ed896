// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables look like template placeholders
/**
 * No text makes the policy engine work more than in proportion to its length. Work is counted, not timed: the engine is
 * given texts that note what is looked at.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { resourceTest } from '../src/policy/engine/arn-pattern.ts'
import { matchesPattern, readPattern } from '../src/policy/engine/pattern.ts'
import { patternTest } from '../src/policy/engine/text-test.ts'
import { readJson } from '../src/policy/source/json-source.ts'

interface Counted {
  readonly text: string
  /** Characters looked at so far, counting a search or a comparison with all that it may have to look at. */
  looked(): number
}

/** Stands for a string in the engine's hands. What is not listed here, the engine must not do to texts of any length. */
function counted(text: string): Counted {
  let looked = 0
  const counting: Record<string, unknown> = {
    length: text.length,
    startsWith(part: string, at = 0): boolean {
      looked += Math.min(part.length, text.length) + 1
      return text.startsWith(part, at)
    },
    endsWith(part: string): boolean {
      looked += Math.min(part.length, text.length) + 1
      return text.endsWith(part)
    },
    indexOf(part: string, from = 0): number {
      const found = text.indexOf(part, from)
      looked += (found < 0 ? text.length : found) - Math.min(from, text.length) + part.length
      return found
    },
    charCodeAt(at: number): number {
      looked++
      return text.charCodeAt(at)
    },
    slice(from: number, to?: number): string {
      const part = text.slice(from, to)
      looked += part.length
      return part
    },
    // A regular expression reads the text as a whole.
    toString(): string {
      looked += text.length
      return text
    },
  }
  const proxy = new Proxy(counting, {
    get(target, name) {
      if (typeof name === 'symbol') return undefined
      if (Object.hasOwn(target, name)) return target[name]
      assert.match(name, /^\d+$/, `the engine asks a text for ${name}, which is not counted`)
      looked++
      return text[Number(name)]
    },
  })
  return { text: proxy as unknown as string, looked: () => looked }
}

const SYNTAX = { wildcards: true, variables: true }

function matchingWork(pattern: string, text: string, context = {}): number {
  const read = readPattern(pattern, SYNTAX)
  assert.ok(read, pattern)
  const watched = counted(text)
  matchesPattern(read, watched.text, 0, text.length, context)
  return watched.looked()
}

/** Twice the text more means twice the work more, and no more than that. */
function assertLinear(work: (length: number) => number, what: string): void {
  const [one, two, four] = [work(2_000), work(4_000), work(8_000)] as const
  assert.ok(four - two <= 2.05 * (two - one) + 200, `${what}: ${one}, ${two}, ${four}`)
}

describe('the work of matching', () => {
  const patterns: readonly string[] = [
    '*a*a*a*a*b',
    `${'*a'.repeat(200)}*b`,
    `${'*a?'.repeat(200)}*b`,
    `${'*?'.repeat(200)}b`,
    '*aaaaaaaaaaaaaaaaaaaab*',
    '*aaaaaaaaaa?b*',
    '*?aaaaaaaaaab*',
    `*${'a'.repeat(300)}?b*`,
    `*${'?'.repeat(300)}b*`,
    '*${aws:k}*${aws:k}*b',
    '?*?*?*b*',
    `${'*'.repeat(500)}b`,
  ]
  for (const pattern of patterns) {
    it(`grows with the text and no faster: ${pattern.slice(0, 40)}`, () => {
      assertLinear((length) => matchingWork(pattern, 'a'.repeat(length), { 'aws:k': 'aaaa' }), pattern)
    })
  }

  it('grows with the stars and no faster', () => {
    const text = 'a'.repeat(1_000)
    assertLinear((length) => matchingWork(`${'*a'.repeat(length / 20)}*b`, text), 'stars')
    assertLinear((length) => matchingWork(`${'*?a'.repeat(length / 20)}*b`, text), 'stars and question marks')
  })

  it('is at most the pattern times the text, for any pattern', () => {
    const units = (alphabet: string, maxLength: number) =>
      fc.array(fc.constantFrom(...alphabet), { maxLength }).map((characters) => characters.join(''))
    fc.assert(
      fc.property(units('ab*?', 40), units('ab', 60), fc.integer({ min: 1, max: 20 }), (pattern, piece, times) => {
        const text = piece.repeat(times)
        const work = matchingWork(pattern, text)
        assert.ok(work <= 2 * (pattern.length + 2) * (text.length + 2), `${work} for ${pattern} in ${text}`)
      }),
      { numRuns: 2_000 },
    )
  })

  it('of a resource grows with the resource and no faster, whichever fields hold wildcards', () => {
    for (const pattern of ['arn:aws:s3:::b/*a*a*a*b', 'arn:*:s3:?:*:*a*a*b', 'arn:aws:s3', '*', 'arn:aws:s3:::b/${aws:k}*b']) {
      const test = resourceTest(pattern, true)
      assert.ok(test)
      const work = (length: number): number => {
        const watched = counted(`arn:aws:s3:::b/${'a'.repeat(length)}`)
        test(watched.text, { 'aws:k': 'aa' })
        return watched.looked()
      }
      assertLinear(work, pattern)
    }
  })

  it('of a prefix, a suffix or a whole text does not grow with the text', () => {
    for (const pattern of ['aa*', '*ab', 'aa*ab', '*']) {
      const read = readPattern(pattern, SYNTAX)
      assert.ok(read)
      const looked = [10, 10_000].map((length) => {
        const watched = counted('a'.repeat(length))
        patternTest(read)(watched.text, {})
        return watched.looked()
      })
      assert.equal(looked[0], looked[1], pattern)
    }
  })
})

describe('the work of reading a document', () => {
  const documents: Readonly<Record<string, (length: number) => string>> = {
    'a long string': (length) => JSON.stringify({ Id: 'x'.repeat(length) }),
    'a string of escapes': (length) => `"${'\\u0041'.repeat(length / 4)}"`,
    'a string that is not closed': (length) => `{"Id":"${'x'.repeat(length)}`,
    'white space': (length) => `{${' '.repeat(length)}}`,
    'many members': (length) => `{${Array.from({ length: length / 10 }, (_, index) => `"k${index}":"v"`).join(',')}}`,
    'one name many times': (length) => `{${Array.from({ length: length / 10 }, () => '"k":"v"').join(',')}}`,
    'many lists': (length) => `[${'[],'.repeat(length / 4)}[]]`,
    'nesting without end': (length) => '['.repeat(length),
    'commas that lead nowhere': (length) => `[${'"a",'.repeat(length / 4)}`,
    'words that are none': (length) => `[${'true,'.repeat(length / 5)}tru]`,
  }
  for (const [what, documentOf] of Object.entries(documents)) {
    it(`grows with the document and no faster: ${what}`, () => {
      const work = (length: number): number => {
        const watched = counted(documentOf(length))
        readJson(watched.text, { characters: 100_000, depth: 32 })
        return watched.looked()
      }
      assertLinear(work, what)
    })
  }
})
