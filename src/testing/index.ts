/** The rehearsal inside a Node test: on free ports, in memory, with a clock in hand. */
export type { RehearsalOptions, TestRehearsal } from './start-rehearsal.ts'
export { startRehearsal } from './start-rehearsal.ts'
