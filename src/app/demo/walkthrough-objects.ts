/**
 * W1's Kubernetes objects, read from the example's own files, so that the demo and the example cannot differ.
 */
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { KubernetesObject } from '@kubernetes/client-node'
import { parse } from 'yaml'

const packageRoot = dirname(fileURLToPath(new URL('../../../package.json', import.meta.url)))
const example = join(packageRoot, 'examples', 'w1-terraform-greeter')

const FILES = ['namespace', 'service-account', 'service', 'deployment'] as const

export const NAMESPACE = 'my-namespace'
export const SERVICE_ACCOUNT = 'my-service-account'
export const ROLE_NAME = 'eks-test-role'
export const POLICY_NAME = 'cluster-ssm-parameter-policy'
export const PARAMETER = '/my/parameter'
export const POD_LABELS = 'app=sserver'
export const CONTAINER = 'sserver'
export const CONTAINER_PORT = 8080

/** In the order in which they are applied; the role's ARN and the greeter's place filled in. */
export async function walkthroughObjects(roleArn: string): Promise<KubernetesObject[]> {
  const nodeModules = nodeModulesOf(fileURLToPath(import.meta.resolve('@aws-sdk/client-ssm')))
  const texts = await Promise.all(FILES.map((name) => readFile(join(example, 'kubernetes', `${name}.yaml`), 'utf8')))
  return texts.map(
    (text) =>
      parse(
        text
          .replace(/arn:aws:iam::\d{12}:role\/eks-test-role/, roleArn)
          .replace('GREETER_DIRECTORY', join(example, 'greeter'))
          .replace('NODE_MODULES_DIRECTORY', nodeModules),
      ) as KubernetesObject,
  )
}

/** The `node_modules` folder that a resolved file of a package lies in. */
function nodeModulesOf(file: string): string {
  const marker = 'node_modules'
  return file.slice(0, file.lastIndexOf(`${marker}/@aws-sdk`) + marker.length)
}
