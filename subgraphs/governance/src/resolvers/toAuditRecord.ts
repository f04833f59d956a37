import { auditRecordSchema } from '@ai-collective/contracts';
import type { AuditEntry } from '../entities/AuditEntry.js';
import type { AuditRecordType } from './types/AuditTypes.js';

/** An entry of the log as GraphQL shows it. */
export function toAuditRecord(entry: AuditEntry): AuditRecordType {
  const record = auditRecordSchema.parse(JSON.parse(entry.body));
  return {
    id: record.id,
    sequence: entry.sequence,
    at: new Date(record.at),
    service: record.service,
    subject: record.actor.subject,
    subjectKind: record.actor.kind,
    action: record.action,
    resourceType: record.resource.type,
    resourceId: record.resource.id,
    outcome: record.outcome,
    policyVersion: record.policyVersion,
    body: entry.body,
    previousHash: entry.previousHash,
    hash: entry.hash,
  };
}
