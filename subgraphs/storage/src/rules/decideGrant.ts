import { decideSpace } from './decideSpace.js';

export type GrantDecision =
  | { readonly ok: true; readonly maxBytes: number }
  | { readonly ok: false; readonly code: 'DISK_FULL' }
  | {
      readonly ok: false;
      readonly code: 'BLOB_TOO_LARGE';
      readonly bytes: number;
      readonly maxBytes: number;
    };

/**
 * How large an upload may be that a member asks for: what they announced, or without an announcement as much as the
 * community's policy (`blobs.maxBytes`) and the disk allow. An announced empty blob still needs a positive limit.
 */
export function decideGrant(asked: {
  readonly bytes: number | undefined;
  readonly policyMaxBytes: number;
  readonly freeBytes: number;
  readonly reserveBytes: number;
}): GrantDecision {
  const { bytes, policyMaxBytes } = asked;
  if (bytes !== undefined && bytes > policyMaxBytes)
    return { ok: false, code: 'BLOB_TOO_LARGE', bytes, maxBytes: policyMaxBytes };
  const space = decideSpace({ ...asked, wanted: bytes });
  if (space === undefined) return { ok: false, code: 'DISK_FULL' };
  return { ok: true, maxBytes: Math.max(1, Math.min(space, policyMaxBytes)) };
}
