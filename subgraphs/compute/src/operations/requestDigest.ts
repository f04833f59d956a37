import { createHash } from 'node:crypto';
import { canonicalJson, type TaskInput } from '@ai-collective/contracts';

/** A digest of everything that makes two submissions the same job: what, where, how urgent, on which inputs. */
export function requestDigest(request: {
  readonly modelVersionId: string;
  readonly fleetId: string;
  readonly priority: number;
  readonly inputs: readonly TaskInput[];
}): string {
  return createHash('sha256').update(canonicalJson(request)).digest('hex');
}
