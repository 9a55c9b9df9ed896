import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { createManagedPolicies, managedPolicyRecords } from './managed-policies.ts'

const data = new URL('data/aws-managed-policies.json.gz', import.meta.url)
const records = managedPolicyRecords(JSON.parse(gunzipSync(readFileSync(data)).toString()))

test('the data has the policies that clusters attach', async () => {
  const managed = createManagedPolicies('aws', async () => records)
  await managed.load()
  assert.equal([...managed.all()].length, 1_485)
  for (const name of [
    'ReadOnlyAccess',
    'AmazonS3ReadOnlyAccess',
    'AmazonSSMReadOnlyAccess',
    'AmazonEC2ContainerRegistryReadOnly',
    'AmazonEKS_CNI_Policy',
    'service-role/AmazonEBSCSIDriverPolicy',
  ]) {
    const arn = `arn:aws:iam::aws:policy/${name}`
    const policy = managed.find(arn)
    assert.deepEqual(
      [policy?.path, policy?.name],
      [name.includes('/') ? '/service-role/' : '/', name.slice(name.lastIndexOf('/') + 1)],
    )
    assert.match(policy?.version ?? '', /^v\d+$/)
    assert.equal(Number.isInteger(policy?.createdAt), true)
    assert.equal(policy?.policy.policy.kind, 'identity')
  }
})

test('in another partition the same policies have its ARNs', async () => {
  const managed = createManagedPolicies('aws-cn', async () => records)
  await managed.load()
  assert.equal(managed.find('arn:aws-cn:iam::aws:policy/ReadOnlyAccess')?.name, 'ReadOnlyAccess')
  assert.equal(managed.find('arn:aws:iam::aws:policy/ReadOnlyAccess'), undefined)
  assert.deepEqual(['arn:aws:iam::aws:policy/x', 'arn:aws-cn:iam::aws:policy/x'].map(managed.owns), [false, true])
})

test('the data is asked for once, also by many at once, and again if it could not be read', async () => {
  let asked = 0
  const managed = createManagedPolicies('aws', async () => {
    asked++
    if (asked === 1) throw new Error('not readable')
    return records
  })
  await assert.rejects(managed.load(), /not readable/)
  await Promise.all([managed.load(), managed.load(), managed.load()])
  await managed.load()
  assert.deepEqual([asked, managed.loaded], [2, true])
})

for (const data of [null, [], 'x', { 'arn:aws:iam::aws:policy/x': [] }]) {
  test(`data of another form is refused: ${JSON.stringify(data)}`, () => {
    assert.throws(() => managedPolicyRecords(data), /must be an object/)
  })
}
