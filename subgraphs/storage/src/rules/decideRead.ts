import type { CapabilityVerdict } from '@ai-collective/contracts';
import { isBlobCid, isCommunityFolder } from './blobAddress.js';
import { refusalOf } from './decideUpload.js';

/** Whether a blob may be read. */
export type ReadDecision =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly code:
        | 'CAPABILITY_REQUIRED'
        | 'CAPABILITY_FORGED'
        | 'CAPABILITY_EXPIRED'
        | 'CAPABILITY_MISMATCH'
        | 'BLOB_NOT_FOUND';
    };

/**
 * A read needs a capability for reading exactly this blob of exactly this community: a capability without a CID
 * reads nothing. `verdict` is undefined when no capability came.
 */
export function decideRead(
  verdict: CapabilityVerdict | undefined,
  wanted: { readonly community: string; readonly cid: string },
): ReadDecision {
  if (verdict === undefined) return { ok: false, code: 'CAPABILITY_REQUIRED' };
  if (!verdict.ok) return { ok: false, code: refusalOf(verdict.reason) };
  const { action, community, cid } = verdict.capability;
  if (action !== 'read' || community !== wanted.community || cid !== wanted.cid)
    return { ok: false, code: 'CAPABILITY_MISMATCH' };
  if (!isCommunityFolder(community) || !isBlobCid(cid)) return { ok: false, code: 'BLOB_NOT_FOUND' };
  return { ok: true };
}
