import { recordAudit, type DenialRecorder } from '@ai-collective/platform';
import { serviceName } from './serviceName.js';
import type { StorageParts } from './StorageParts.js';

/** Writes to the audit log that somebody was refused. */
export function createDenialRecorder({ database }: Pick<StorageParts, 'database'>): DenialRecorder {
  return (context, { permission, community, code }) =>
    database.withoutTenant((em) =>
      recordAudit(em, context, {
        service: serviceName,
        community,
        action: permission,
        resource: { type: 'Community', id: community },
        outcome: 'DENIED',
        details: { code },
      }),
    );
}
