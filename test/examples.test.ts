/** Every example's README, run from top to bottom as it stands there. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { CHECKOUT, removeDirectory, startIrsa, temporaryDirectory } from './support/irsa-process.ts'
import { cleanEnvironment, runProgram, skipWithout, TERRAFORM_MIRROR } from './support/programs.ts'

const directory = temporaryDirectory()
after(() => removeDirectory(directory))

/** What each example must have printed. */
const EXPECTED: Readonly<Record<string, RegExp>> = {
  'w1-terraform-greeter': /^Greeting: Hola Mundo$/m,
}

const skip = skipWithout.terraform || skipWithout.aws || skipWithout.kubectl

test('every example says here what it prints', () => {
  assert.deepEqual(readdirSync(join(CHECKOUT, 'examples')).sort(), Object.keys(EXPECTED).sort())
})

for (const [name, expected] of Object.entries(EXPECTED)) {
  test(`examples/${name}/README.md works as it is typed`, { skip }, async () => {
    const work = join(directory, name)
    cpSync(join(CHECKOUT, 'examples', name), work, { recursive: true })
    mkdirSync(join(work, 'node_modules', '.bin'), { recursive: true })
    symlinkSync(join(CHECKOUT, 'node_modules', '@aws-sdk'), join(work, 'node_modules', '@aws-sdk'))
    symlinkSync(join(CHECKOUT, 'bin', 'irsa.js'), join(work, 'node_modules', '.bin', 'irsa'))
    writeFileSync(join(work, 'package.json'), '{}')
    const mirror = `provider_installation {\n  filesystem_mirror {\n    path = "${TERRAFORM_MIRROR}"\n    include = ["registry.terraform.io/*/*"]\n  }\n}\n`
    writeFileSync(join(work, 'cli.tfrc'), mirror)
    const irsa = await startIrsa(join(work, '.irsa'))
    const blocks = [...readFileSync(join(work, 'README.md'), 'utf8').matchAll(/```sh\n([\s\S]*?)```/g)].map(
      ([, block = '']) => block,
    )
    // 8080 may be taken on the machine that tests; everything else is as typed.
    const port = await freePort()
    const script = `set -euo pipefail\n${blocks.join('\n')}`
      .replace('sed "s#GREETER', `sed "s#NODE_MODULES_DIRECTORY#${CHECKOUT}/node_modules#; s#GREETER`)
      .replaceAll('8080:8080', `${port}:8080`)
      .replaceAll('localhost:8080', `localhost:${port}`)
    const env = {
      ...cleanEnvironment(work),
      PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
      TF_CLI_CONFIG_FILE: join(work, 'cli.tfrc'),
    }
    const outcome = await runProgram('bash', ['-c', script], { env, cwd: work, timeoutMs: 180_000 })
    await irsa.stop()
    assert.equal(outcome.code, 0, `${outcome.stdout}\n${outcome.stderr}`)
    assert.match(outcome.stdout, expected)
  })
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as net.AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
