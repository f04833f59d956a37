import { recordAudit, type AuditActor, type AuditEntry, type EntityManager } from '@ai-collective/platform';

/** Records in the transaction of `em` that somebody did something they may. */
export function auditAllowed(
  em: EntityManager,
  actor: AuditActor,
  entry: Omit<AuditEntry, 'service' | 'outcome'>,
): Promise<void> {
  return recordAudit(em, actor, { ...entry, service: 'identity', outcome: 'ALLOWED' });
}
