/**
 * AssumeRoleWithWebIdentity requests per second through the real gateway and HTTP server, with 10 and with 10,000
 * roles, against the floor: a bare node:http server that does one RS256 verification per request and nothing else.
 *
 * Every measured request brings a token of its own that the server has never seen; nothing remembers verifications.
 * Servers and load run in processes of their own (on cores of their own where `taskset` is there) and take turns
 * within one run, so that a busy machine slows all alike. The result is the median of the rounds, as a ratio; aim: at
 * least 0.6 of the floor, and the same with 10,000 roles as with 10. A stricter floor, told beside it, lets requests go
 * on in groups as our server does (see `src/io/http-together.ts`).
 *
 *   node bench/assume-role-with-web-identity.ts [--rounds 3] [--requests 8000] [--connections 32]
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { LoadAnswer, LoadOrder } from './assume-role-with-web-identity/load.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    requests: { type: 'string', default: '8000' },
    connections: { type: 'string', default: '32' },
  },
})
const rounds = Number(values.rounds)
const requests = Number(values.requests)
const connections = Number(values.connections)

const TARGETS = ['floor', 'floor, together', '10 roles', '10000 roles'] as const
type Target = (typeof TARGETS)[number]
const ROLES = { floor: 10, 'floor, together': 10, '10 roles': 10, '10000 roles': 10_000 } as const
const PROGRAMS = {
  floor: ['floor-server.ts'],
  'floor, together': ['floor-server.ts', 'together'],
  '10 roles': ['sts-server.ts', '10'],
  '10000 roles': ['sts-server.ts', '10000'],
} as const
/** Enough for the compiler of the JavaScript engine to have finished with all of them. */
const WARM_UP = 20_000

interface Server {
  readonly child: ChildProcess
  readonly port: number
  readonly rates: number[]
  readonly cpuMicros: number[]
}

const pinned = cpus().length > 1 && spawnSync('taskset', ['-V']).status === 0

/** Runs a module of ours on Node, on one core; it talks over IPC and ends with us. */
function start(module: string, core: number, ...args: readonly string[]): ChildProcess {
  const file = fileURLToPath(new URL(`assume-role-with-web-identity/${module}`, import.meta.url))
  const command = [
    ...(pinned ? ['taskset', '-c', String(core)] : []),
    process.execPath,
    '--disable-warning=ExperimentalWarning',
    file,
    ...args,
  ]
  const [program = '', ...rest] = command
  return spawn(program, rest, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
}

async function heardFrom<Message>(child: ChildProcess): Promise<Message> {
  const stop = new AbortController()
  const ended = once(child, 'exit', { signal: stop.signal }).then(([code]) => {
    throw new Error(`a process of the bench ended with ${code}`)
  })
  const [message] = await Promise.race([once(child, 'message'), ended])
  stop.abort()
  await ended.catch(() => undefined)
  return message as Message
}

/** Microseconds that the process has used, user and system: what other programs on the machine cannot distort. */
async function cpuOf(child: ChildProcess): Promise<number> {
  child.send('cpu')
  const { cpu } = await heardFrom<{ cpu: NodeJS.CpuUsage }>(child)
  return cpu.user + cpu.system
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((left, right) => left - right)[numbers.length >> 1] ?? Number.NaN
}

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const privatePem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()

const children: ChildProcess[] = []
try {
  const load = start('load.ts', 1)
  children.push(load)
  const order = async (what: LoadOrder): Promise<LoadAnswer> => {
    load.send(what)
    return heardFrom<LoadAnswer>(load)
  }
  const servers = new Map<Target, Server>()
  for (const target of TARGETS) {
    const [program, ...args] = PROGRAMS[target]
    const child = start(program, 0, ...args)
    children.push(child)
    child.send({ privatePem })
    servers.set(target, { child, port: (await heardFrom<{ port: number }>(child)).port, rates: [], cpuMicros: [] })
  }
  await order({ kind: 'prepare', privatePem, tokens: rounds * requests })
  for (const [target, { port }] of servers) {
    await order({ kind: 'run', port, roles: ROLES[target], requests: WARM_UP, connections, from: 'reused' })
  }
  for (let round = 0; round < rounds; round++) {
    for (const [target, server] of servers) {
      const before = await cpuOf(server.child)
      const run = { kind: 'run', port: server.port, roles: ROLES[target], requests, connections, from: round * requests } as const
      const { seconds } = await order(run)
      server.rates.push(requests / seconds)
      server.cpuMicros.push(((await cpuOf(server.child)) - before) / requests)
    }
  }
  print(servers)
} finally {
  for (const child of children) child.kill()
}

function print(servers: ReadonlyMap<Target, Server>): void {
  const pinning = pinned ? 'server and load on a core each' : 'not pinned'
  console.log(`${rounds} rounds of ${requests} requests, ${connections} connections, ${pinning}, Node ${process.version}`)
  const rate = (target: Target): number => median(servers.get(target)?.rates ?? [])
  const cpu = (target: Target): number => median(servers.get(target)?.cpuMicros ?? [])
  for (const target of TARGETS) {
    console.log(
      `${target.padEnd(16)} ${rate(target).toFixed(0).padStart(7)} requests/s  ${cpu(target).toFixed(1).padStart(7)} us of CPU each`,
    )
  }
  const ratio = (name: string, target: Target, to: Target): void =>
    console.log(
      `${name.padEnd(32)} ${(rate(target) / rate(to)).toFixed(2)} by the wall, ${(cpu(to) / cpu(target)).toFixed(2)} by CPU`,
    )
  ratio('10 roles to the floor', '10 roles', 'floor')
  ratio('10 roles to the stricter floor', '10 roles', 'floor, together')
  ratio('10,000 roles to the floor', '10000 roles', 'floor')
  ratio('10,000 roles to 10 roles', '10000 roles', '10 roles')
}
