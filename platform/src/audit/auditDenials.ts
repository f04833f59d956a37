import type { Database } from '../postgres/Database.js';
import type { DenialRecorder } from '../subgraph/SubgraphContext.js';
import { recordAudit } from './recordAudit.js';

/** Writes to the audit log that somebody was refused something, and which policies refused it; none when none permits it. */
export function auditDenials(database: Pick<Database, 'withoutTenant'>, service: string): DenialRecorder {
  return (context, { permission, community, code, policies }) =>
    database.withoutTenant((em) =>
      recordAudit(em, context, {
        service,
        community,
        action: permission,
        resource: { type: 'Community', id: community },
        outcome: 'DENIED',
        details: { code, policies: [...policies] },
      }),
    );
}
