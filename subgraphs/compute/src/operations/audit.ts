import type { JsonValue } from '@ai-collective/contracts';
import { recordAudit, type AuditActor, type EntityManager } from '@ai-collective/platform';

interface AuditedChange {
  readonly community: string;
  readonly action: string;
  readonly type: 'model' | 'modelVersion' | 'fleet' | 'job';
  readonly id: string;
  readonly details?: Readonly<Record<string, JsonValue>>;
}

/** Records a change that somebody was allowed to make. */
export function auditAllowed(em: EntityManager, actor: AuditActor, change: AuditedChange): Promise<void> {
  return record(em, actor, { ...change, outcome: 'ALLOWED' });
}

/** Records what the service itself did, under the policy version that bound it. */
export function auditRecorded(
  em: EntityManager,
  policyVersion: number,
  change: AuditedChange,
): Promise<void> {
  const actor: AuditActor = { passport: { sub: 'compute', kind: 'SERVICE', policyVersion } };
  return record(em, actor, { ...change, outcome: 'RECORDED' });
}

function record(
  em: EntityManager,
  actor: AuditActor,
  { type, id, ...change }: AuditedChange & { readonly outcome: 'ALLOWED' | 'RECORDED' },
): Promise<void> {
  return recordAudit(em, actor, { service: 'compute', resource: { type, id }, ...change });
}
