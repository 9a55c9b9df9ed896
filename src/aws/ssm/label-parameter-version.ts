/**
 * LabelParameterVersion: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_LabelParameterVersion.html
 * A label belongs to one version: labelling another moves it. Labels that break the rules are reported, not refused.
 */
import { operation } from '../operation/index.ts'
import { parameterNotFound, tooManyLabels, versionNotFound } from './errors.ts'
import { LABELS, REFERENCE } from './input-shapes.ts'
import { labelsOf } from './parameter.ts'
import { onParameter, placeOf } from './permissions.ts'
import type { SsmService } from './service.ts'

const LABELS_PER_VERSION = 10
const LABEL = /^(?!\d|aws|ssm)[A-Za-z0-9._-]+$/i

export const labelParameterVersion = ({ parameters }: SsmService) =>
  operation({
    name: 'LabelParameterVersion',
    input: {
      kind: 'structure',
      members: {
        Name: { ...REFERENCE, required: true },
        ParameterVersion: { kind: 'integer' },
        Labels: { ...LABELS, required: true },
      },
    },
    async authorize(input, call) {
      const reference = { candidates: [input.Name], place: placeOf(call) }
      const found = await parameters.find(reference)
      return [onParameter('LabelParameterVersion', reference, found?.head)]
    },
    async handle(input, call) {
      const valid = input.Labels.filter((label) => LABEL.test(label))
      let labelled = 0
      await parameters.update(placeOf(call), input.Name, (head) => {
        if (head === undefined) throw parameterNotFound()
        labelled = input.ParameterVersion ?? head.current.version
        if (labelled !== head.current.version && !head.older.includes(labelled)) throw versionNotFound(head.name, labelled)
        const others = Object.entries(head.labels).filter(([label]) => !valid.includes(label))
        const labels = Object.fromEntries([...others, ...valid.map((label) => [label, labelled] as const)])
        const next = { ...head, labels }
        if (labelsOf(next, labelled).length > LABELS_PER_VERSION) throw tooManyLabels()
        return next
      })
      return { InvalidLabels: input.Labels.filter((label) => !LABEL.test(label)), ParameterVersion: labelled }
    },
  })
