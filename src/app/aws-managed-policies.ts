/** AWS's own managed policies, read from the data file of `aws/iam` when the first of them is named. */
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { type ManagedPolicyRecord, managedPolicyRecords } from '../aws/iam/index.ts'

const DATA = new URL('../aws/iam/data/aws-managed-policies.json.gz', import.meta.url)

export async function loadAwsManagedPolicies(): Promise<readonly ManagedPolicyRecord[]> {
  const text = await promisify(gunzip)(await readFile(DATA))
  return managedPolicyRecords(JSON.parse(text.toString('utf8')))
}
