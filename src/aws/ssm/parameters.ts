/**
 * Parameters in the store, per account and region. The operations speak of heads and versions; only this file
 * knows collections and keys. Every change is a compare-and-set on the head, so that versions never fork.
 */
import { LIMITS } from '../../base/index.ts'
import type { Change, Store } from '../../storage/index.ts'
import { labelNotFound, oldestVersionIsLabelled, parameterNotFound, tooManyUpdates, versionNotFound } from './errors.ts'
import { labelsOf, type ParameterHead, type ParameterVersion } from './parameter.ts'
import type { ParameterReference, Place } from './parameter-name.ts'
import type { SecureStrings } from './secure-string.ts'

/** The collections that hold everything of this service: what a reset clears. */
export const SSM_COLLECTIONS = ['ssm.parameters', 'ssm.versions'] as const

export interface FoundParameter {
  readonly head: ParameterHead
  /** The store's revision of the head. */
  readonly revision: number
  readonly place: Place
}

export interface Parameters {
  find(reference: ParameterReference): Promise<FoundParameter | undefined>
  /** The version that the selector names (the newest without one); throws ParameterVersionNotFound. */
  version(found: FoundParameter, selector: string | undefined): Promise<ParameterVersion>
  /** Every version that is kept, oldest first. */
  history(found: FoundParameter): Promise<ParameterVersion[]>
  /** A page of heads in the order of their names. */
  list(place: Place, options: ListParameters): Promise<{ found: FoundParameter[]; more: boolean }>
  /**
   * Reads, lets `change` say what comes next, writes; again if somebody was faster.
   * `change` gets `undefined` if there is no such parameter and returns the next head (or throws).
   */
  update(place: Place, name: string, change: (found: ParameterHead | undefined) => ParameterHead): Promise<ParameterHead>
  /** False if it was not there. */
  remove(place: Place, name: string): Promise<boolean>
  plaintext(place: Place, name: string, version: ParameterVersion): string
  sealed(place: Place, name: string, version: number, plaintext: string): string
}

interface ListParameters {
  /** Only names that start so. */
  readonly prefix: string
  readonly after: string
  readonly limit: number
}

const [HEADS, VERSIONS] = SSM_COLLECTIONS
const ATTEMPTS = 8

export function createParameters(store: Store, secureStrings: SecureStrings): Parameters {
  const read = async (place: Place, name: string): Promise<FoundParameter | undefined> => {
    const document = await store.get(HEADS, headKey(place, name))
    return document && { head: document.value as ParameterHead, revision: document.revision, place }
  }
  const update: Parameters['update'] = async (place, name, change) => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const found = await read(place, name)
      const next = change(found?.head && structuredClone(found.head))
      const { head, changes } = keepVersions(place, found?.head, next)
      const expect = found === undefined ? ('absent' as const) : { revision: found.revision }
      const put: Change = { type: 'put', collection: HEADS, key: headKey(place, name), value: head, expect }
      if ((await store.commit([put, ...changes])).ok) return head
    }
    throw tooManyUpdates()
  }
  return {
    async find(reference) {
      for (const name of reference.candidates) {
        const found = await read(reference.place, name)
        if (found !== undefined) return found
      }
      return undefined
    },
    async version(found, selector) {
      const number = selectedVersion(found.head, selector)
      if (number === found.head.current.version) return found.head.current
      const document = await store.get(VERSIONS, versionKey(found.place, found.head.name, number))
      if (document === undefined) throw versionNotFound(found.head.name, number)
      return document.value as ParameterVersion
    },
    async history(found) {
      const { documents } = await store.list(VERSIONS, { prefix: `${headKey(found.place, found.head.name)}:` })
      return [...documents.map((document) => document.value as ParameterVersion), found.head.current]
    },
    async list(place, options) {
      const { documents, more } = await store.list(HEADS, {
        prefix: headKey(place, options.prefix),
        limit: options.limit,
        ...(options.after === '' ? {} : { after: headKey(place, options.after) }),
      })
      const found = documents.map((document) => ({ head: document.value as ParameterHead, revision: document.revision, place }))
      return { found, more }
    },
    update,
    remove: (place, name) => removeParameter(store, place, name),
    plaintext: (place, name, version) => secureStrings.open(version.value, versionKey(place, name, version.version)),
    sealed: (place, name, version, plaintext) => secureStrings.seal(plaintext, versionKey(place, name, version)),
  }
}

/** Throws ParameterNotFound where `find` finds nothing. */
export async function existing(parameters: Parameters, reference: ParameterReference): Promise<FoundParameter> {
  const found = await parameters.find(reference)
  if (found === undefined) throw parameterNotFound()
  return found
}

function selectedVersion(head: ParameterHead, selector: string | undefined): number {
  if (selector === undefined) return head.current.version
  const wanted = selector.slice(1)
  if (!/^\d+$/.test(wanted)) {
    const version = Object.hasOwn(head.labels, wanted) ? head.labels[wanted] : undefined
    if (version === undefined) throw labelNotFound(head.name, wanted)
    return version
  }
  const version = Number(wanted)
  if (version !== head.current.version && !head.older.includes(version)) throw versionNotFound(head.name, version)
  return version
}

/** If the newest version is a new one, the one before it becomes a document, and the oldest one too many goes. */
function keepVersions(place: Place, before: ParameterHead | undefined, next: ParameterHead) {
  const changes: Change[] = []
  if (before === undefined || before.current.version === next.current.version) return { head: next, changes }
  const older = [...before.older, before.current.version]
  const key = (version: number) => versionKey(place, next.name, version)
  changes.push({
    type: 'put',
    collection: VERSIONS,
    key: key(before.current.version),
    value: before.current,
    expect: 'any',
  })
  const oldest = older[0]
  if (oldest !== undefined && older.length >= LIMITS.ssm.versionsKept) {
    if (labelsOf(next, oldest).length > 0) throw oldestVersionIsLabelled(next.name, oldest)
    changes.push({ type: 'delete', collection: VERSIONS, key: key(oldest), expect: 'any' })
    older.shift()
  }
  return { head: { ...next, older }, changes }
}

async function removeParameter(store: Store, place: Place, name: string): Promise<boolean> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const document = await store.get(HEADS, headKey(place, name))
    if (document === undefined) return false
    const head = document.value as ParameterHead
    const versions = head.older.map(
      (version): Change => ({ type: 'delete', collection: VERSIONS, key: versionKey(place, name, version), expect: 'any' }),
    )
    const change: Change = { type: 'delete', collection: HEADS, key: document.key, expect: { revision: document.revision } }
    if ((await store.commit([change, ...versions])).ok) return true
  }
  throw tooManyUpdates()
}

function headKey(place: Place, name: string): string {
  return `${place.accountId}|${place.region}|${name}`
}

/** Versions sort by number: a name holds neither `:` nor `|`. */
function versionKey(place: Place, name: string, version: number): string {
  return `${headKey(place, name)}:${String(version).padStart(12, '0')}`
}
