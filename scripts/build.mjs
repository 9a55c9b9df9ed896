/** `npm run build`: the published form, `dist/`, made by tsc from the sources, with what is not TypeScript beside it. */
import { cpSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root, run } from './node.mjs'

rmSync(join(root, 'dist'), { recursive: true, force: true })
const { status } = run(['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'])
if (status !== 0) process.exit(status ?? 1)
for (const file of readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })) {
  const isData = /\.(json|gz|mjs|cjs)$/.test(file) && !file.includes('test') && !file.includes('fixtures')
  if (isData) cpSync(join(root, 'src', file), join(root, 'dist', file), { recursive: true })
}
