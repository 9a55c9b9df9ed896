/** A user with an access key, for tests. */
import type { DirectoryAccessKey } from '../../iam/index.ts'

export const USER: DirectoryAccessKey = {
  accountId: '123456789012',
  accessKeyId: 'AKIAUSERUSERUSERUSER',
  secretAccessKey: 'user-secret',
  active: true,
  userName: 'ann',
  userArn: 'arn:aws:iam::123456789012:user/staff/ann',
  userId: 'AIDAAAAAAAAAAAAAAAAAA',
  tags: [{ Key: 'Team', Value: 'Blue' }],
}
