import { createHash } from 'node:crypto';
import type { CommunityKey } from './communities.js';
import { forEach } from './Facts.js';
import type { Random } from './Random.js';

type ForEach = Readonly<Record<CommunityKey, string>>;

/** A code for each community's invitation, and the digests of them that are kept. */
export function invitationCodes(random: Random): { readonly codes: ForEach; readonly digests: ForEach } {
  const codes = forEach(() => random.secret());
  return { codes, digests: forEach((key) => createHash('sha256').update(codes[key]).digest('base64url')) };
}
