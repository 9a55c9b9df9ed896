/** `kill -9` and up again: nothing acknowledged is lost, no pod process stays, the pods run again. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { CreateRoleCommand, GetRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import { CoreV1Api, KubeConfig, type V1Pod } from '@kubernetes/client-node'
import { waitFor } from '../src/app/demo/wait-for.ts'
import { systemProcesses } from '../src/io/index.ts'
import { type IrsaProcess, irsa, removeDirectory, startIrsa, temporaryDirectory } from './support/irsa-process.ts'

const dataDir = temporaryDirectory()
const NAMESPACE = 'default'

after(() => removeDirectory(dataDir))

function iamOf({ environment }: IrsaProcess): IAMClient {
  const credentials = { accessKeyId: environment.AWS_ACCESS_KEY_ID, secretAccessKey: environment.AWS_SECRET_ACCESS_KEY }
  return new IAMClient({ endpoint: environment.AWS_ENDPOINT_URL, region: environment.AWS_REGION, credentials })
}

function coreOf({ environment }: IrsaProcess): CoreV1Api {
  const config = new KubeConfig()
  config.loadFromFile(environment.KUBECONFIG)
  return config.makeApiClient(CoreV1Api)
}

const sleeper: V1Pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'sleeper' },
  spec: { containers: [{ name: 'main', image: 'none', command: ['sh', '-c', 'echo "pid $$"; exec sleep 3600'] }] },
}

const role = {
  RoleName: 'kept',
  AssumeRolePolicyDocument:
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}',
}

async function running(core: CoreV1Api): Promise<V1Pod> {
  const pod = await waitFor(20_000, async () => {
    const found = await core.readNamespacedPod({ name: 'sleeper', namespace: NAMESPACE })
    return found.status?.containerStatuses?.[0]?.state?.running === undefined ? undefined : found
  })
  assert.ok(pod, 'the pod did not run')
  return pod
}

test('kill -9 and up again on the same data directory loses nothing that was acknowledged', async () => {
  const first = await startIrsa(dataDir)
  const { Role } = await iamOf(first).send(new CreateRoleCommand(role))
  await coreOf(first).createNamespacedPod({ namespace: NAMESPACE, body: sleeper })
  const before = await running(coreOf(first))
  const processes = processesUnder(first.pid)
  assert.ok(processes.length > 0, 'the pod has processes')

  await first.kill()
  const gone = await waitFor(5_000, async () =>
    processes.some(({ pid, startedAt }) => systemProcesses.startTime(pid) === startedAt) ? undefined : true,
  )
  assert.equal(gone, true, 'processes of the pod outlived the rehearsal')

  const second = await startIrsa(dataDir)
  assert.equal(second.environment.AWS_ENDPOINT_URL, first.environment.AWS_ENDPOINT_URL, 'the port stays')
  assert.equal(second.environment.IRSA_ISSUER_URL, first.environment.IRSA_ISSUER_URL, 'the issuer stays')
  assert.equal(second.environment.AWS_SECRET_ACCESS_KEY, first.environment.AWS_SECRET_ACCESS_KEY, 'the credentials stay')
  const kept = await iamOf(second).send(new GetRoleCommand({ RoleName: 'kept' }))
  assert.equal(kept.Role?.RoleId, Role?.RoleId)
  const again = await running(coreOf(second))
  assert.equal(again.metadata?.uid, before.metadata?.uid, 'it is the same pod')
  assert.equal(await second.stop(), 0)
})

test('a second up on the same directory is refused, naming the first', async () => {
  const first = await startIrsa(dataDir)
  const { code, stderr } = await irsa(['up', '--data-dir', dataDir])
  assert.equal(code, 3)
  assert.match(stderr, new RegExp(`in use by process ${first.pid}\\b`))
  assert.match(stderr, /irsa down/)
  const down = await irsa(['down', '--data-dir', dataDir])
  assert.equal(down.code, 0, down.stderr)
  const none = await irsa(['status', '--data-dir', dataDir])
  assert.equal(none.code, 3)
  assert.match(none.stderr, /no rehearsal runs in/)
})

/** Every process below one, with the start time that tells it from a later one of the same number. */
function processesUnder(root: number): { pid: number; startedAt: string }[] {
  const children = new Map<number, number[]>()
  for (const entry of readdirSync('/proc')) {
    const parent = /^\d+$/.test(entry) ? parentOf(Number(entry)) : undefined
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(entry)])
  }
  const below = (pid: number): number[] => (children.get(pid) ?? []).flatMap((child) => [child, ...below(child)])
  return below(root).flatMap((pid) => {
    const startedAt = systemProcesses.startTime(pid)
    return startedAt === undefined ? [] : [{ pid, startedAt }]
  })
}

function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return undefined
  }
}
