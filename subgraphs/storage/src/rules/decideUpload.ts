import type { Capability, CapabilityVerdict } from '@ai-collective/contracts';
import { isCommunityFolder } from './blobAddress.js';

/** Whether an upload may begin, and what it may bring. */
export type UploadDecision =
  | { readonly ok: true; readonly capability: Capability }
  | {
      readonly ok: false;
      readonly code:
        'CAPABILITY_REQUIRED' | 'CAPABILITY_FORGED' | 'CAPABILITY_EXPIRED' | 'CAPABILITY_MISMATCH';
    }
  | { readonly ok: false; readonly code: 'BODY_TOO_LARGE'; readonly maxBytes: number };

/** `verdict` is undefined when no capability came; `declaredBytes` is undefined when the length is not known. */
export function decideUpload(
  verdict: CapabilityVerdict | undefined,
  declaredBytes: number | undefined,
): UploadDecision {
  if (verdict === undefined) return { ok: false, code: 'CAPABILITY_REQUIRED' };
  if (!verdict.ok) return { ok: false, code: refusalOf(verdict.reason) };
  const { capability } = verdict;
  if (capability.action !== 'write' || !isCommunityFolder(capability.community))
    return { ok: false, code: 'CAPABILITY_MISMATCH' };
  if (declaredBytes !== undefined && declaredBytes > capability.maxBytes)
    return { ok: false, code: 'BODY_TOO_LARGE', maxBytes: capability.maxBytes };
  return { ok: true, capability };
}

/** What does not even parse was not made by us either. */
export function refusalOf(
  reason: 'MALFORMED' | 'FORGED' | 'EXPIRED',
): 'CAPABILITY_FORGED' | 'CAPABILITY_EXPIRED' {
  return reason === 'EXPIRED' ? 'CAPABILITY_EXPIRED' : 'CAPABILITY_FORGED';
}
