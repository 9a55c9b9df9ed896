/**
 * The condition keys that a policy asks a request for: those of its conditions, and those that its variables stand for.
 * Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetContextKeysForCustomPolicy.html
 */
import type { PolicyDocument, Statement } from './language/document.ts'

/** `${key}` or `${key, 'otherwise'}`; `${*}`, `${?}` and `${$}` are themselves. */
const VARIABLE = /\$\{\s*([^{}$,'*?]+?)\s*(?:,\s*'[^']*')?\}/g

/** As first written, in the order of the document; keys ignore case. */
export function contextKeysOf(document: PolicyDocument, statements: readonly Statement[] = document.statements): string[] {
  const keys = new Map<string, string>()
  const add = (key: string): void => {
    const lookup = key.toLowerCase()
    if (!keys.has(lookup)) keys.set(lookup, key)
  }
  const addVariables = (values: readonly { readonly text: string }[]): void => {
    // Variables exist only since this version.
    if (document.version !== '2012-10-17') return
    for (const { text } of values) for (const [, key = ''] of text.matchAll(VARIABLE)) add(key)
  }
  for (const { resources, conditions } of statements) {
    if (resources !== undefined) addVariables(resources.values)
    for (const { key, values } of conditions) {
      add(key)
      addVariables(values)
    }
  }
  return [...keys.values()]
}
