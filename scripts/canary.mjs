/**
 * Proves that the import rules still bite: plants one violation of each sort, one by one, and expects the tool to
 * name the rule. A tool that sees no modules exits 0 as well, so a clean run alone proves nothing.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pinnedNode, root } from './node.mjs'

/** File, its text, the rule that must fire. */
const PLANTS = [
  ['src/policy/canary-plant.ts', "import '../aws/wire/index.ts'\n", 'layer-policy'],
  ['src/policy/canary-plant.ts', "import 'node:fs'\n", 'io-at-the-edge-policy'],
  ['src/token/canary-plant.ts', "import 'commander'\n", 'packages-token'],
  ['src/aws/ssm/canary-plant.ts', "import '../iam/index.ts'\n", 'layer-aws-ssm'],
  ['src/cluster/kubelet/canary-plant.ts', "import '../../storage/index.ts'\n", 'layer-cluster-kubelet'],
  ['src/aws/sts/canary-plant.ts', "import '../../token/jwk-set.ts'\n", 'front-door-token'],
  ['src/canary/canary-plant.ts', "import '../base/index.ts'\n", 'unknown-folder'],
  ['src/crypto/canary-plant.ts', "import '../base/ids.test.ts'\n", 'tests-are-leaves'],
]

let failed = 0
for (const [file, text, rule] of PLANTS) {
  const path = join(root, file)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  const args = ['node_modules/dependency-cruiser/bin/dependency-cruiser.mjs', 'src', '--output-type', 'err']
  const { stdout, status } = spawnSync(pinnedNode(), args, { cwd: root, encoding: 'utf8' })
  rmSync(path)
  if (file.startsWith('src/canary/')) rmSync(dirname(path), { recursive: true })
  const bites = status !== 0 && stdout.includes(rule)
  if (!bites) failed++
  process.stdout.write(`${bites ? 'bites' : 'MISSED'}  ${rule}\n`)
}
process.exit(failed === 0 ? 0 : 1)
