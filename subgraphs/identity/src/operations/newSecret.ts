import { randomBytes } from 'node:crypto';

/** 256 random bits: 43 characters of base64url. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}
