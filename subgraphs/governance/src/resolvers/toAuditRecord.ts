import { auditRecordSchema } from '@ai-collective/contracts';
import type { AuditEntry } from '../entities/AuditEntry.js';
import type { AuditRecordType } from './types/AuditTypes.js';

/** An entry of the log as GraphQL shows it. */
export function toAuditRecord(entry: AuditEntry): AuditRecordType {
  const { eventId: id, sequence, action, content, commitment, appendedAt } = entry;
  const said = content === null ? erased : recordIn(content.body);
  return {
    ...{ id, sequence, action, appendedAt, isErased: content === null },
    ...said,
    salt: content === null ? null : Buffer.from(content.salt).toString('hex'),
    commitment: Buffer.from(commitment).toString('hex'),
  };
}

const erased = {
  ...{ at: null, service: null, subject: null, subjectKind: null, resourceType: null, resourceId: null },
  ...{ outcome: null, policyVersion: null, body: null },
};

function recordIn(body: string) {
  const { at, service, actor, resource, outcome, policyVersion } = auditRecordSchema.parse(JSON.parse(body));
  return {
    ...{ at: new Date(at), service, subject: actor.subject, subjectKind: actor.kind },
    ...{ resourceType: resource.type, resourceId: resource.id, outcome, policyVersion, body },
  };
}
