/** How requests name and filter images. The registry that could hold images is not built: every repository is empty. */

export const IMAGE_IDS = {
  kind: 'list',
  min: 1,
  max: 100,
  member: {
    kind: 'structure',
    members: { imageDigest: { kind: 'string' }, imageTag: { kind: 'string', min: 1, max: 300 } },
  },
} as const

export const IMAGE_FILTER = {
  kind: 'structure',
  members: {
    tagStatus: { kind: 'string', oneOf: ['TAGGED', 'UNTAGGED', 'ANY'] },
    imageStatus: { kind: 'string', oneOf: ['ACTIVE', 'ARCHIVED', 'ACTIVATING', 'ANY'] },
  },
} as const
