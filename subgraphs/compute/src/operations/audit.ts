import type { JsonValue } from '@ai-collective/contracts';
import { recordAudit, type AuditActor, type Sql } from '@ai-collective/platform';

interface AuditedChange {
  readonly community: string;
  readonly action: string;
  readonly type: 'model' | 'modelVersion' | 'fleet' | 'job';
  readonly id: string;
  readonly details?: Readonly<Record<string, JsonValue>>;
}

/** Records a change that somebody was allowed to make. */
export function auditAllowed(sql: Sql, actor: AuditActor, change: AuditedChange): Promise<void> {
  return record(sql, actor, { ...change, outcome: 'ALLOWED' });
}

/** Records what the service itself did, under the policy version that bound it. */
export function auditRecorded(
  sql: Sql,
  policyVersion: number,
  change: AuditedChange,
): Promise<void> {
  const actor: AuditActor = { passport: { sub: 'compute', kind: 'SERVICE', policyVersion } };
  return record(sql, actor, { ...change, outcome: 'RECORDED' });
}

function record(
  sql: Sql,
  actor: AuditActor,
  { type, id, ...change }: AuditedChange & { readonly outcome: 'ALLOWED' | 'RECORDED' },
): Promise<void> {
  return recordAudit(sql, actor, { service: 'compute', resource: { type, id }, ...change });
}
