/** The package's root: the rehearsal as a value. The parts have subpaths of their own (`irsa/policy`, `irsa/token` ...). */
export type { RehearsalOptions, TestRehearsal } from './testing/index.ts'
export { startRehearsal } from './testing/index.ts'
