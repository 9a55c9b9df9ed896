/**
 * What server and load agree on: accounts, roles, and who may assume them.
 * Ten service accounts; role number `n` trusts the `n % 10`th, in a policy text of its own.
 */
export const ISSUER = 'https://oidc.example/id/0123456789ABCDEF0123456789ABCDEF'
export const KEY_ID = 'bench-key'
export const AUDIENCE = 'sts.amazonaws.com'
export const SUBJECTS = 10
/** IAM allows an account 1,000 roles, so ten thousand live in ten accounts. */
export const ROLES_PER_ACCOUNT = 1_000

export function accountOf(role: number): string {
  return String(100_000_000_000 + Math.floor(role / ROLES_PER_ACCOUNT))
}

export function roleName(role: number): string {
  return `app-${role}`
}

export function roleArn(role: number): string {
  return `arn:aws:iam::${accountOf(role)}:role/${roleName(role)}`
}

export function subjectOf(role: number): string {
  return `system:serviceaccount:production:app-${role % SUBJECTS}`
}

export function trustPolicy(role: number): string {
  const name = ISSUER.slice('https://'.length)
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: `Role${role}`,
        Effect: 'Allow',
        Principal: { Federated: `arn:aws:iam::${accountOf(role)}:oidc-provider/${name}` },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: { StringEquals: { [`${name}:aud`]: AUDIENCE, [`${name}:sub`]: subjectOf(role) } },
      },
    ],
  })
}
