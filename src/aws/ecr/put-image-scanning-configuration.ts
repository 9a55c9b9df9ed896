/** PutImageScanningConfiguration: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutImageScanningConfiguration.html */
import { operation } from '../operation/index.ts'

import { type EcrService, named, onRepository, REPOSITORY, registryOf } from './service.ts'

export const putImageScanningConfiguration = (service: EcrService) =>
  operation({
    name: 'PutImageScanningConfiguration',
    input: {
      kind: 'structure',
      members: {
        ...REPOSITORY,
        imageScanningConfiguration: { kind: 'structure', members: { scanOnPush: { kind: 'boolean' } }, required: true },
      },
    },
    async authorize(input, call) {
      return [
        await onRepository(service, 'PutImageScanningConfiguration', registryOf(input.registryId, call), input.repositoryName),
      ]
    },
    async handle(input, call) {
      const registry = registryOf(input.registryId, call)
      const name = input.repositoryName
      const scanOnPush = input.imageScanningConfiguration.scanOnPush ?? false
      await service.repositories.update(registry, name, (before) => ({ ...before, scanOnPush }))
      return { ...named(registry, name), imageScanningConfiguration: { scanOnPush } }
    },
  })
