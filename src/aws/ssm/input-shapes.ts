/** Input shapes that several operations share, with the constraints of the API's model. */

/** A name, an ARN or either with a selector. */
export const REFERENCE = { kind: 'string', min: 1, max: 2048 } as const

export const NAMES = { kind: 'list', member: REFERENCE, min: 1, max: 10 } as const

export const FILTERS = {
  kind: 'list',
  max: 50,
  member: {
    kind: 'structure',
    members: {
      Key: { kind: 'string', min: 1, max: 132, required: true },
      Option: { kind: 'string', min: 1, max: 10 },
      Values: { kind: 'list', min: 1, max: 50, member: { kind: 'string', min: 1, max: 1024 } },
    },
  },
} as const

export const TAGS = {
  kind: 'list',
  max: 1000,
  member: {
    kind: 'structure',
    members: {
      Key: { kind: 'string', min: 1, max: 128, required: true },
      Value: { kind: 'string', min: 0, max: 256, required: true },
    },
  },
} as const

export const LABELS = { kind: 'list', min: 1, max: 10, member: { kind: 'string', min: 1, max: 100 } } as const

export const NEXT_TOKEN = { kind: 'string' } as const

export const RESOURCE_TYPE = {
  kind: 'string',
  required: true,
  oneOf: [
    'Document',
    'ManagedInstance',
    'MaintenanceWindow',
    'Parameter',
    'PatchBaseline',
    'OpsItem',
    'OpsMetadata',
    'Automation',
    'Association',
  ],
} as const
