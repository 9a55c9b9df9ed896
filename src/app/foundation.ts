/**
 * What every part of the rehearsal stands on: the locked data directory with its store, the settings that it keeps,
 * certificates, and the two public ports, bound but not yet answering.
 */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '../base/index.ts'
import type { Store } from '../storage/index.ts'
import { openSqliteStore, StoreLockedError } from '../storage/sqlite/index.ts'
import { type Certificates, openCertificates } from './certificates.ts'
import type { Configuration } from './configuration.ts'
import { type DataDirectory, makeDataDirectory, readInstance } from './data-directory.ts'
import type { Edge } from './edge.ts'
import { highWaterClock, keepHighWaterMark } from './high-water-clock.ts'
import { type BoundPort, bindPort } from './ports.ts'
import { openSettings, type SettingsFile } from './settings.ts'
import { StartRefusal } from './start-refusal.ts'
import type { Teardown } from './teardown.ts'

/** The port that existing tools expect an AWS endpoint on. */
const USUAL_PORT = 4566
const USUAL_KUBE_PORT = 6443
/** How long requests under way may take to finish once a stop has begun, in milliseconds. */
const DRAIN_MS = 3_000

export interface Foundation {
  readonly directory: DataDirectory
  readonly store: Store
  readonly settings: SettingsFile
  /** The rehearsal's time: never goes back, also across restarts. */
  readonly clock: Clock
  readonly certificates: Certificates
  readonly awsPort: BoundPort
  readonly kubePort: BoundPort
  readonly awsUrl: string
  readonly kubeUrl: string
  readonly issuerUrl: string
}

export async function layFoundation(configuration: Configuration, edge: Edge, teardown: Teardown): Promise<Foundation> {
  const directory = await openDirectory(configuration, edge, teardown)
  const store = await openStore(configuration, edge, directory)
  teardown.add(() => store.close())
  const settings = await openSettings(store, edge.random, edge.clock.now())
  const clock = highWaterClock(edge.clock, settings.current().highWaterMs ?? 0)
  keepHighWaterMark(clock, edge.scheduler, settings, teardown)
  await keepSecrets(configuration, settings, edge)
  const certificates = await openCertificates(settings, certificateNames(configuration), clock.now())
  const { port: keptPort = USUAL_PORT, kubePort: keptKubePort = USUAL_KUBE_PORT } = settings.current()
  const host = configuration.host
  const [awsPort, kubePort] = await bindAll(teardown, [
    bindPort(edge, { host, port: wanted(configuration.port, settings.current().port, keptPort), option: '--port' }),
    bindPort(edge, {
      host,
      port: wanted(configuration.kubePort, settings.current().kubePort, keptKubePort),
      option: '--kube-port',
      tls: certificates.server,
    }),
  ])
  await settings.update({ port: awsPort.port, kubePort: kubePort.port })
  const kubeUrl = `https://localhost:${kubePort.port}`
  return {
    directory,
    store,
    settings,
    clock,
    certificates,
    awsPort,
    kubePort,
    awsUrl: `http://127.0.0.1:${awsPort.port}`,
    kubeUrl,
    issuerUrl: configuration.issuerUrl ?? `${kubeUrl}/id/${settings.current().clusterId}`,
  }
}

/** A port asked for by number is taken; 0 means "a free one" only where the data directory has none yet. */
function wanted(asked: number | undefined, kept: number | undefined, otherwise: number): number {
  if (asked === undefined) return otherwise
  return asked === 0 ? (kept ?? 0) : asked
}

/** Ports that were bound are released even if another could not be had. */
async function bindAll(
  teardown: Teardown,
  binding: readonly [Promise<BoundPort>, Promise<BoundPort>],
): Promise<[BoundPort, BoundPort]> {
  const outcomes = await Promise.allSettled(binding)
  for (const outcome of outcomes) if (outcome.status === 'fulfilled') teardown.add(() => outcome.value.close(DRAIN_MS))
  return Promise.all(binding)
}

async function openDirectory(configuration: Configuration, edge: Edge, teardown: Teardown): Promise<DataDirectory> {
  const path = configuration.dataDirectory ?? (await mkdtemp(join(tmpdir(), 'irsa-')))
  const directory = await makeDataDirectory(edge.files, path)
  if (configuration.ephemeral) teardown.add(() => edge.files.remove(path))
  return directory
}

async function openStore(configuration: Configuration, edge: Edge, directory: DataDirectory): Promise<Store> {
  try {
    return await openSqliteStore({ path: configuration.ephemeral ? ':memory:' : directory.database })
  } catch (error) {
    if (!(error instanceof StoreLockedError)) throw error
    const holder = await readInstance(edge.files, directory)
    const who = holder === undefined ? 'another process' : `process ${holder.pid}`
    throw new StartRefusal(
      'data-directory-in-use',
      `the data directory ${directory.path} is in use by ${who}`,
      "Use that rehearsal, stop it with 'irsa down', or start this one with another --data-dir.",
      { cause: error },
    )
  }
}

/** Secrets of the declared accounts are made at random on the first start and kept, unless an option gives them. */
async function keepSecrets(configuration: Configuration, settings: SettingsFile, edge: Edge): Promise<void> {
  const secrets: Record<string, string> = { ...settings.current().accountSecrets }
  for (const account of configuration.otherAccounts) {
    const given = account.secretAccessKey ?? secrets[account.accountId]
    secrets[account.accountId] = given ?? Buffer.from(edge.random.bytes(30)).toString('base64')
  }
  if (configuration.otherAccounts.length > 0) await settings.update({ accountSecrets: secrets })
}

/** Names under which the cluster's API, the issuer and the webhook are reached. */
function certificateNames(configuration: Configuration): string[] {
  const names = ['localhost', '127.0.0.1', '::1']
  if (configuration.host !== '127.0.0.1' && configuration.host !== '0.0.0.0') names.push(configuration.host)
  if (configuration.issuerUrl !== undefined) names.push(new URL(configuration.issuerUrl).hostname)
  return [...new Set(names)]
}
