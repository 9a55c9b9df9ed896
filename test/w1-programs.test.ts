/** Walkthrough W1 as it is typed, with the real terraform, aws and kubectl. */
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { CHECKOUT, type IrsaProcess, removeDirectory, startIrsa, temporaryDirectory } from './support/irsa-process.ts'
import { type Outcome, runProgram, skipWithout, TERRAFORM_MIRROR } from './support/programs.ts'

const EXAMPLE = join(CHECKOUT, 'examples', 'w1-terraform-greeter')
const skip = skipWithout.terraform || skipWithout.aws || skipWithout.kubectl
const dataDir = temporaryDirectory()
const work = join(dataDir, 'work')
let irsa: IrsaProcess
let roleArn = ''

before(async () => {
  if (skip !== false) return
  irsa = await startIrsa(dataDir)
  mkdirSync(work)
  cpSync(EXAMPLE, work, { recursive: true })
  writeFileSync(
    join(work, 'cli.tfrc'),
    `provider_installation {\n  filesystem_mirror {\n    path = "${TERRAFORM_MIRROR}"\n    include = ["registry.terraform.io/*/*"]\n  }\n}\n`,
  )
  for (const file of readdirSync(join(work, 'kubernetes'))) {
    const path = join(work, 'kubernetes', file)
    const text = readFileSync(path, 'utf8')
      .replace('GREETER_DIRECTORY', join(EXAMPLE, 'greeter'))
      .replace('NODE_MODULES_DIRECTORY', join(CHECKOUT, 'node_modules'))
    writeFileSync(path, text)
  }
})

after(async () => {
  if (skip === false) await irsa.stop()
  removeDirectory(dataDir)
})

async function run(program: string, ...args: string[]): Promise<Outcome> {
  const certificate = new X509Certificate(readFileSync(irsa.environment.IRSA_CA_FILE))
  const env = {
    ...irsa.programEnvironment(),
    TF_CLI_CONFIG_FILE: join(work, 'cli.tfrc'),
    TF_IN_AUTOMATION: '1',
    CHECKPOINT_DISABLE: '1',
    TF_VAR_issuer_url: irsa.environment.IRSA_ISSUER_URL,
    TF_VAR_issuer_thumbprint: certificate.fingerprint.replaceAll(':', '').toLowerCase(),
  }
  return runProgram(program, args, { env, cwd: work, timeoutMs: 120_000 })
}

async function succeed(program: string, ...args: string[]): Promise<string> {
  const outcome = await run(program, ...args)
  assert.equal(outcome.code, 0, `${program} ${args.join(' ')}\n${outcome.stdout}\n${outcome.stderr}`)
  return outcome.stdout
}

test('steps 1 and 2: the cluster names its issuer, and there is no provider yet', { skip }, async () => {
  const issuer = await succeed(
    'aws',
    'eks',
    'describe-cluster',
    '--name',
    'temp-cluster',
    '--query',
    'cluster.identity.oidc.issuer',
    '--output',
    'text',
  )
  assert.equal(issuer.trim(), irsa.environment.IRSA_ISSUER_URL)
  assert.match(issuer, /^https:\/\/localhost:\d+\/id\/[0-9A-F]{32}\n$/)
  const providers = JSON.parse(await succeed('aws', 'iam', 'list-open-id-connect-providers'))
  assert.deepEqual(providers, { OpenIDConnectProviderList: [] })
})

test('step 3: terraform applies, and a second plan shows no change', { skip }, async () => {
  await succeed('terraform', 'init', '-no-color', '-input=false')
  await succeed('terraform', 'apply', '-auto-approve', '-no-color', '-input=false')
  const plan = await run('terraform', 'plan', '-detailed-exitcode', '-no-color', '-input=false')
  assert.equal(plan.code, 0, plan.stdout)
  roleArn = (await succeed('terraform', 'output', '-raw', 'role_arn')).trim()
  assert.equal(roleArn, 'arn:aws:iam::123456789012:role/eks-test-role')
})

test('step 4: the repository is described, and gives a password for docker login', { skip }, async () => {
  const uri = await succeed('aws', 'ecr', 'describe-repositories', '--query', 'repositories[0].repositoryUri', '--output', 'text')
  const parameter = await succeed(
    'aws',
    'ssm',
    'get-parameter',
    '--name',
    '/ecr/ecr-url',
    '--query',
    'Parameter.Value',
    '--output',
    'text',
  )
  assert.equal(parameter, uri)
  assert.match(await succeed('aws', 'ecr', 'get-login-password'), /^\S{40,}\n$/)
})

test('step 5: kubectl applies the four files, and the pod is listed as running', { skip }, async () => {
  for (const file of ['namespace', 'service-account', 'service', 'deployment']) {
    assert.match(await succeed('kubectl', 'apply', '-f', `kubernetes/${file}.yaml`), / created\n$/)
  }
  await succeed('kubectl', 'rollout', 'status', 'deployment/sserver', '-n', 'my-namespace', '--timeout=60s')
  const pods = await succeed('kubectl', 'get', 'pods', '-n', 'my-namespace', '--no-headers')
  assert.match(pods, /^sserver-[a-z0-9]+-[a-z0-9]{5}\s+1\/1\s+Running\s+0\s+\d+s\n$/)
})

test('step 6: through port-forward, curl prints exactly the greeting', { skip }, async () => {
  assert.equal(await greeting(), 'Greeting: Hola Mundo\n')
})

test('the pod shows the role and the token file, and no static key', { skip }, async () => {
  const env = await succeed('kubectl', 'exec', '-n', 'my-namespace', await podName(), '--', 'env')
  assert.match(env, new RegExp(`^AWS_ROLE_ARN=${roleArn}$`, 'm'))
  assert.match(env, /^AWS_WEB_IDENTITY_TOKEN_FILE=\/var\/run\/secrets\/eks\.amazonaws\.com\/serviceaccount\/token$/m)
  assert.doesNotMatch(env, /AWS_ACCESS_KEY_ID|AWS_SECRET_ACCESS_KEY/)
  const described = await succeed('kubectl', 'describe', 'pod', '-n', 'my-namespace', await podName())
  assert.match(described, /^\s*AWS_ROLE_ARN:\s+arn:aws:iam::123456789012:role\/eks-test-role$/m)
  assert.match(await succeed('kubectl', 'logs', '-n', 'my-namespace', await podName()), /greeted/)
})

test('with the annotation taken away, a restarted greeter gets an AWS error', { skip }, async () => {
  await succeed(
    'kubectl',
    'annotate',
    'serviceaccount',
    'my-service-account',
    '-n',
    'my-namespace',
    'eks.amazonaws.com/role-arn-',
  )
  await restart()
  // Whom the webhook passes by is not even told a region, so the SDK stops there.
  assert.match(await greeting(), /Region is missing|CredentialsProviderError|Could not load credentials/)
})

test('with the annotation back, it greets again', { skip }, async () => {
  await succeed(
    'kubectl',
    'annotate',
    'serviceaccount',
    'my-service-account',
    '-n',
    'my-namespace',
    `eks.amazonaws.com/role-arn=${roleArn}`,
  )
  await restart()
  assert.equal(await greeting(), 'Greeting: Hola Mundo\n')
})

test('under another service account the greeter gets AccessDenied', { skip }, async () => {
  await succeed('kubectl', 'create', 'serviceaccount', 'other', '-n', 'my-namespace')
  await succeed('kubectl', 'annotate', 'serviceaccount', 'other', '-n', 'my-namespace', `eks.amazonaws.com/role-arn=${roleArn}`)
  await succeed('kubectl', 'set', 'serviceaccount', 'deployment', 'sserver', 'other', '-n', 'my-namespace')
  await settled()
  assert.match(await greeting(), /Not authorized to perform sts:AssumeRoleWithWebIdentity/)
})

test('a token by hand is a token of that issuer', { skip }, async () => {
  const token = await succeed(
    'kubectl',
    'create',
    'token',
    'my-service-account',
    '-n',
    'my-namespace',
    '--audience',
    'sts.amazonaws.com',
  )
  const [, payload = ''] = token.split('.')
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>
  assert.equal(claims['iss'], irsa.environment.IRSA_ISSUER_URL)
  assert.equal(claims['sub'], 'system:serviceaccount:my-namespace:my-service-account')
  assert.deepEqual(claims['aud'], ['sts.amazonaws.com'])
})

test('what was applied is deleted, and terraform destroy leaves nothing', { skip }, async () => {
  await succeed('kubectl', 'delete', '-f', 'kubernetes/deployment.yaml', '-f', 'kubernetes/service.yaml')
  await succeed('kubectl', 'delete', 'namespace', 'my-namespace', '--timeout=60s')
  await succeed('terraform', 'destroy', '-auto-approve', '-no-color', '-input=false')
  assert.deepEqual(JSON.parse(await succeed('aws', 'iam', 'list-roles')), { Roles: [] })
  assert.deepEqual(JSON.parse(await succeed('aws', 'iam', 'list-open-id-connect-providers')), { OpenIDConnectProviderList: [] })
  assert.deepEqual(JSON.parse(await succeed('aws', 'ssm', 'describe-parameters')), { Parameters: [] })
})

async function podName(): Promise<string> {
  const names = await succeed(
    'kubectl',
    'get',
    'pods',
    '-n',
    'my-namespace',
    '-l',
    'app=sserver',
    '-o',
    'jsonpath={.items[*].metadata.name}',
  )
  const [name = ''] = names.split(' ')
  return name
}

async function restart(): Promise<void> {
  await succeed('kubectl', 'rollout', 'restart', 'deployment', 'sserver', '-n', 'my-namespace')
  await settled()
}

/** The rollout is done and the pods of before are gone. */
async function settled(): Promise<void> {
  await succeed('kubectl', 'rollout', 'status', 'deployment/sserver', '-n', 'my-namespace', '--timeout=60s')
  const deadline = AbortSignal.timeout(30_000)
  while (!deadline.aborted) {
    const names = await succeed('kubectl', 'get', 'pods', '-n', 'my-namespace', '-o', 'name')
    if (names.trim().split('\n').length === 1) return
  }
  assert.fail('the pods of the rollout before are still there')
}

/** What `curl localhost:PORT` prints through `kubectl port-forward POD :8080`. */
async function greeting(): Promise<string> {
  const forward = spawn('kubectl', ['port-forward', await podName(), ':8080', '-n', 'my-namespace'], {
    env: irsa.programEnvironment(),
  })
  try {
    const [line] = (await once(forward.stdout, 'data')) as [Buffer]
    const port = /127\.0\.0\.1:(\d+) -> 8080/.exec(line.toString())?.[1]
    assert.ok(port, line.toString())
    return execFileSync('curl', ['-sS', '--max-time', '20', `http://localhost:${port}`], { encoding: 'utf8' })
  } finally {
    forward.kill()
    await once(forward, 'exit')
  }
}
