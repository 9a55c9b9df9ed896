/** A program that runs one pod and waits to be killed; started by a test. Prints the pids of what it started. */
import { systemFiles, systemLocalSockets, systemProcesses, systemRandom, systemScheduler } from '../../../io/index.ts'
import { chooseDriver, type IsolationName, ProcessRecord } from '../sandbox/index.ts'

const [name = 'unshare', directory = ''] = process.argv.slice(2)
const pids: number[] = []
const settings = {
  processes: systemProcesses,
  files: systemFiles,
  sockets: systemLocalSockets,
  random: systemRandom,
  scheduler: systemScheduler,
  record: new ProcessRecord(systemFiles, systemProcesses, `${directory}/processes.json`),
  runningAsRoot: process.getuid?.() === 0,
  nodeProgram: process.execPath,
  relayProgram: new URL('../sandbox/relay.mjs', import.meta.url).pathname,
  forwards: [],
  everywhere: [],
  masked: [],
}
const { driver } = await chooseDriver(settings, name as IsolationName, directory)
const pod = await driver.create({ uid: 'doomed', hostname: 'doomed', address: '10.244.0.2', directory: `${directory}/doomed` })
const container = await pod.start({
  name: 'app',
  // A child that ignores hang-ups, in a session of its own: only a pid namespace takes it down.
  command: ['sh', '-c', `setsid sh -c 'trap "" HUP TERM; echo up; while :; do sleep 1000; done' & wait`],
  env: { PATH: '/usr/bin:/bin' },
  workingDirectory: '/',
  user: { uid: 65_532, gid: 65_532, groups: [] },
  mounts: [],
  readOnlyRoot: false,
  tty: false,
})
for await (const _ of container.process.stdout) break
const family = async (pid: number): Promise<void> => {
  pids.push(pid)
  const children = new TextDecoder().decode((await systemFiles.read(`/proc/${pid}/task/${pid}/children`)) ?? new Uint8Array())
  for (const child of children.trim().split(' ').filter(Boolean)) await family(Number(child))
}
await family(process.pid)
process.stdout.write(`${JSON.stringify(pids.slice(1))}\n`)
// Standard input stays open for as long as the test lives.
process.stdin.resume()
