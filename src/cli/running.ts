/** The running rehearsal of a data directory, or a refusal that says what to do. */
import type { RunningRehearsal } from '../app/running-rehearsal.ts'
import { CommandRefusal } from './command-refusal.ts'

export async function runningRehearsal(dataDir: string | undefined): Promise<RunningRehearsal> {
  const { findRunning } = await import('../app/running-rehearsal.ts')
  const found = await findRunning(dataDir ?? '.irsa')
  if (found.ok) return found.value
  throw new CommandRefusal(3, found.problem, "Start it with 'irsa up', or name its directory with --data-dir.")
}
