import { createHash } from 'node:crypto';
import { canonicalJson, type JsonValue } from '../canonicalJson.js';

/** What is voted on, and how: settled when a proposal is submitted. */
export interface SubmittedProposal {
  readonly tenantId: string;
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly topics: readonly string[];
  readonly method: string;
  readonly options: readonly string[];
  readonly changes: readonly JsonValue[];
  readonly secrecy: string;
  readonly submission: {
    readonly terms: Readonly<Record<string, number>>;
    readonly baseVersion: number;
    readonly at: number;
    readonly startsAt: number;
    readonly endsAt: number;
  };
}

/** SHA-256, hex, of all that members vote on: it is in the audit log, so that nothing of it can be rewritten later and not be noticed. */
export function proposalDigest(proposal: SubmittedProposal): string {
  const { tenantId, id, title, body, topics, method, options, changes, secrecy, submission } = proposal;
  const { terms, baseVersion, at, startsAt, endsAt } = submission;
  const content: JsonValue = {
    ...{ communityId: tenantId, id, title, body, topics, method, options, changes, secrecy },
    submission: { terms, baseVersion, at, startsAt, endsAt },
  };
  return createHash('sha256').update(canonicalJson(content)).digest('hex');
}
