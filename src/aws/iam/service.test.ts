import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as client from '@aws-sdk/client-iam'
import type { StructureShape } from '../operation/index.ts'
import { openWorld } from './fixtures/world.ts'

/** A structure in AWS's own client: kind, namespace, name, traits, members, their types, how many are required (they stand first). */
type ClientStructure = readonly [number, string, string, unknown, readonly string[], unknown, number?]

const { iam } = await openWorld()
const commands = Object.keys(client).flatMap((name) => (/^[A-Z].*Command$/.test(name) ? [name.slice(0, -'Command'.length)] : []))

test('every action of AWS is either built or named as not built, and never both', () => {
  const built = iam.service.operations.map(({ name }) => name)
  assert.ok(commands.includes('CreateRole') && commands.length > 150)
  assert.deepEqual([...built, ...iam.service.notBuilt].sort(), commands.sort())
})

for (const { name, input } of iam.service.operations) {
  test(`${name} knows every member of its input that AWS knows, and requires the same ones`, () => {
    const structure = (client as unknown as Record<string, ClientStructure | undefined>)[`${name}Request$`]
    const members = structure?.[4] ?? []
    assert.deepEqual(Object.keys(input.members).sort(), [...members].sort())
    const required = Object.entries((input as StructureShape).members).flatMap(([member, shape]) =>
      shape.required === true ? [member] : [],
    )
    assert.deepEqual(required.sort(), members.slice(0, structure?.[6] ?? 0).sort())
  })
}
