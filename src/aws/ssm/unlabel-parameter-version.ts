/** UnlabelParameterVersion: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_UnlabelParameterVersion.html */
import { operation } from '../operation/index.ts'
import { parameterNotFound, versionNotFound } from './errors.ts'
import { LABELS, REFERENCE } from './input-shapes.ts'
import { labelsOf } from './parameter.ts'
import { onParameter, placeOf } from './permissions.ts'
import type { SsmService } from './service.ts'

export const unlabelParameterVersion = ({ parameters }: SsmService) =>
  operation({
    name: 'UnlabelParameterVersion',
    input: {
      kind: 'structure',
      members: {
        Name: { ...REFERENCE, required: true },
        ParameterVersion: { kind: 'integer', required: true },
        Labels: { ...LABELS, required: true },
      },
    },
    async authorize(input, call) {
      const reference = { candidates: [input.Name], place: placeOf(call) }
      const found = await parameters.find(reference)
      return [onParameter('UnlabelParameterVersion', reference, found?.head)]
    },
    async handle(input, call) {
      let removed: string[] = []
      await parameters.update(placeOf(call), input.Name, (head) => {
        if (head === undefined) throw parameterNotFound()
        const version = input.ParameterVersion
        if (version !== head.current.version && !head.older.includes(version)) throw versionNotFound(head.name, version)
        removed = labelsOf(head, version).filter((label) => input.Labels.includes(label))
        for (const label of removed) delete head.labels[label]
        return head
      })
      return { RemovedLabels: removed, InvalidLabels: input.Labels.filter((label) => !removed.includes(label)) }
    },
  })
