import { verifyCapability, type CapabilityVerdict } from '@ai-collective/contracts';
import type { StorageParts } from '../operations/StorageParts.js';

/** What is to be thought of the capability in a request's query; undefined when there is none. */
export function capabilityVerdict(
  parts: Pick<StorageParts, 'capabilitySecret' | 'now'>,
  token: string | undefined,
): CapabilityVerdict | undefined {
  return token === undefined ? undefined : verifyCapability(parts.capabilitySecret, token, parts.now());
}
