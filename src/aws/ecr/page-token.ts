/** Page tokens: the name of the last repository of the page before. */
import { invalidParameter } from './errors.ts'

const PREFIX = 'after:'

export function sealPageToken(name: string): string {
  return Buffer.from(PREFIX + name).toString('base64url')
}

/** Throws InvalidParameterException for what `sealPageToken` did not make. */
export function openPageToken(token: string): string {
  const text = Buffer.from(token, 'base64url').toString('utf8')
  if (!text.startsWith(PREFIX) || Buffer.from(text).toString('base64url') !== token) {
    throw invalidParameter('nextToken', 'Invalid token')
  }
  return text.slice(PREFIX.length)
}
