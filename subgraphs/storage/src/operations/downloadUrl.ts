import { blobPath, mintCapability } from '@ai-collective/contracts';
import type { SubgraphContext } from '@ai-collective/platform';
import { errors } from '../errors.js';
import type { StorageParts } from './StorageParts.js';

const longestSeconds = 604_800;

/**
 * A URL from which a blob can be read until it expires, no longer than the caller may read it. Rejects with INPUT_INVALID outside 1 s to 7 days, and with a
 * denial without `blobs:read`.
 */
export function downloadUrl(
  parts: Pick<StorageParts, 'authorize' | 'capabilitySecret' | 'publicUrl' | 'now'>,
  context: SubgraphContext,
  wanted: {
    readonly cid: string;
    readonly name: string | null;
    readonly bytes: number;
    readonly seconds: number;
  },
): string {
  const { cid, name, bytes, seconds } = wanted;
  const { community, until } = parts.authorize(context.passport, 'blobs:read', {
    community: context.passport.community,
    type: 'Blob',
    id: cid,
    name,
  });
  if (seconds < 1 || seconds > longestSeconds)
    throw errors.INPUT_INVALID({
      field: 'expiresInSeconds',
      problem: `must be between 1 and ${longestSeconds}`,
    });
  const capability = mintCapability(parts.capabilitySecret, {
    action: 'read',
    community,
    cid,
    maxBytes: Math.max(1, bytes),
    expiresAt: Math.min(parts.now() + seconds, until ?? Infinity),
    subject: context.passport.sub,
  });
  return `${parts.publicUrl}${blobPath(community, cid)}?capability=${capability}`;
}
