/** What the operations that return values share: find by reference, show plain or sealed. */
import type { Output } from '../operation/index.ts'
import { type ParameterVersion, parameterOutput } from './parameter.ts'
import type { ParameterReference } from './parameter-name.ts'
import type { FoundParameter, Parameters } from './parameters.ts'

export interface FoundVersion {
  readonly found: FoundParameter
  readonly version: ParameterVersion
  readonly selector?: string
}

/** `undefined` if there is no such parameter; throws ParameterVersionNotFound if it lacks the version. */
export async function findVersion(parameters: Parameters, reference: ParameterReference): Promise<FoundVersion | undefined> {
  const found = await parameters.find(reference)
  if (found === undefined) return undefined
  const version = await parameters.version(found, reference.selector)
  return reference.selector === undefined ? { found, version } : { found, version, selector: reference.selector }
}

/** As `findVersion`, for authorization: a version that is not there asks for no key. */
export async function versionsToDecrypt(parameters: Parameters, found: FoundParameter | undefined, selector: string | undefined) {
  if (found === undefined) return []
  const all = selector === undefined ? [found.head.current] : await parameters.history(found)
  return all
    .filter((version) => selector === undefined || selects(found, selector, version.version))
    .map((version) => ({ found, version }))
}

/** The value as the caller asked for it: a SecureString stays sealed unless decryption was wanted. */
export function shownValue(parameters: Parameters, found: FoundParameter, version: ParameterVersion, decrypt: boolean): string {
  if (version.type !== 'SecureString' || !decrypt) return version.value
  return parameters.plaintext(found.place, found.head.name, version)
}

export function shown(parameters: Parameters, { found, version, selector }: FoundVersion, decrypt: boolean): Output {
  return parameterOutput(found.head.name, found.place, version, shownValue(parameters, found, version, decrypt), selector)
}

function selects(found: FoundParameter, selector: string, version: number): boolean {
  const wanted = selector.slice(1)
  if (/^\d+$/.test(wanted)) return Number(wanted) === version
  return Object.hasOwn(found.head.labels, wanted) && found.head.labels[wanted] === version
}
