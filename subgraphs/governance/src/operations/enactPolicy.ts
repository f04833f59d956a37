import type { JsonValue } from '@ai-collective/contracts';
import { recordAudit, type AuditActor, type EntityManager } from '@ai-collective/platform';
import { PolicyVersion, type PolicyVersionRow } from '../entities/PolicyVersion.js';
import { publishPolicy } from '../events/publishPolicy.js';
import type { PolicyContent } from '../rules/changes/applyChanges.js';
import { policyDigest } from '../rules/policyDigest.js';

/** A policy version that is to be in force. */
export interface Enactment {
  readonly community: string;
  /** The next version: that in force and one. */
  readonly version: number;
  readonly content: PolicyContent;
  /** What of it is new, among the numbers. */
  readonly changes: PolicyVersionRow['changes'];
  readonly enactedAt: Date;
  readonly enactedBy: string;
  readonly proposalId: string | null;
  readonly audit: {
    readonly actor: AuditActor;
    readonly action: string;
    readonly details: Readonly<Record<string, JsonValue>>;
  };
}

/** Writes a policy version, its announcement and its audit record, in the transaction that holds the lock of {@link lockPolicy}. */
export async function enactPolicy(em: EntityManager, enactment: Enactment): Promise<PolicyVersionRow> {
  const { community, version, content, audit } = enactment;
  const row: PolicyVersionRow = {
    tenantId: community,
    version,
    // The ORM writes dates into what it is given, and the defaults are frozen.
    parameters: { ...content.parameters },
    policies: content.policies.map((policy) => ({ ...policy })),
    changes: enactment.changes,
    enactedAt: enactment.enactedAt,
    enactedBy: enactment.enactedBy,
    proposalId: enactment.proposalId,
    digest: policyDigest({ communityId: community, version, ...content }),
  };
  await em.insert(PolicyVersion, row);
  await publishPolicy(em, row);
  await recordAudit(em, audit.actor, {
    service: 'governance',
    community,
    action: audit.action,
    resource: { type: 'PolicyVersion', id: String(version) },
    outcome: 'ALLOWED',
    details: { digest: row.digest, ...audit.details },
  });
  return row;
}

/** One change of a community's policy at a time, until the transaction ends. */
export async function lockPolicy(em: EntityManager, community: string): Promise<void> {
  await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`policy ${community}`]);
}
