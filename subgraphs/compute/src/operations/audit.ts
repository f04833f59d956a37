import type { JsonValue } from '@ai-collective/contracts';
import {
  auditMessage,
  enqueue,
  type AuditActor,
  type OutboxMessage,
  type Sql,
} from '@ai-collective/platform';

interface AuditedChange {
  readonly community: string;
  readonly action: string;
  readonly type: 'model' | 'modelVersion' | 'fleet' | 'job' | 'device' | 'budget' | 'webhookSecret';
  readonly id: string;
  readonly details?: Readonly<Record<string, JsonValue>>;
}

/** Records a change that somebody was allowed to make. */
export function auditAllowed(sql: Sql, actor: AuditActor, change: AuditedChange): Promise<void> {
  return enqueue(sql, [allowedRecord(actor, change)]);
}

/** The record of a change that somebody was allowed to make. */
export function allowedRecord(actor: AuditActor, { type, id, ...change }: AuditedChange): OutboxMessage {
  return auditMessage(actor, {
    service: 'compute',
    resource: { type, id },
    outcome: 'ALLOWED',
    ...change,
  });
}

/** The record of what the service itself did, under the policy version that bound it. */
export function ownRecord(policyVersion: number, { type, id, ...change }: AuditedChange): OutboxMessage {
  const actor: AuditActor = { passport: { sub: 'compute', kind: 'SERVICE', policyVersion } };
  return auditMessage(actor, {
    service: 'compute',
    resource: { type, id },
    outcome: 'RECORDED',
    ...change,
  });
}
