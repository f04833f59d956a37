import {
  newId,
  topics,
  type AuditRecord,
  type JsonValue,
  type PassportClaims,
} from '@ai-collective/contracts';
import { enqueue, type OutboxMessage } from '../outbox/enqueue.js';
import type { Sql } from '../postgres/Sql.js';
import type { Trace } from '../telemetry/trace.js';

/** What is known of an audited thing besides who did it and when. */
export interface AuditEntry {
  readonly service: string;
  readonly community: string;
  readonly action: string;
  readonly resource: { readonly type: string; readonly id: string };
  readonly outcome: AuditRecord['outcome'];
  readonly details?: Readonly<Record<string, JsonValue>>;
}

/** Who acts: the bearer of a passport and the trace of the request, or a service by itself. */
export interface AuditActor {
  readonly passport: Pick<PassportClaims, 'sub' | 'kind' | 'policyVersion'>;
  readonly trace?: Trace;
}

/** Writes an audit record in the transaction of `sql`: it is sent to the log if, and only if, the effect happens. */
export async function recordAudit(sql: Sql, actor: AuditActor, entry: AuditEntry): Promise<void> {
  await enqueue(sql, [auditMessage(actor, entry)]);
}

/** An audit record to be written together with other messages. */
export function auditMessage(actor: AuditActor, entry: AuditEntry): OutboxMessage {
  const record: AuditRecord = {
    id: newId('event'),
    at: new Date().toISOString(),
    service: entry.service,
    communityId: entry.community,
    actor: { subject: actor.passport.sub, kind: actor.passport.kind },
    action: entry.action,
    resource: { ...entry.resource },
    outcome: entry.outcome,
    policyVersion: actor.passport.policyVersion,
    details: { ...entry.details } as AuditRecord['details'],
    traceId: actor.trace?.traceId ?? null,
  };
  const key = entry.community === '' ? entry.service : entry.community;
  return {
    topic: topics.audit,
    key,
    value: record,
    ...(actor.trace && { traceparent: actor.trace.traceparent }),
  };
}
