import type { Denial } from '@ai-collective/contracts';
import { continueTrace, recordAudit } from '@ai-collective/platform';
import type { Services } from './Services.js';

/** Writes denials of the gateway to the audit log of the communities they happened in, all of them or none. */
export async function recordDenials(
  { database }: Services,
  policyVersion: number,
  denials: readonly Denial[],
): Promise<void> {
  await database.withoutTenant(async (em) => {
    for (const { subject, kind, community, fields, times, traceparent } of denials)
      await recordAudit(
        em,
        { passport: { sub: subject, kind, policyVersion }, trace: continueTrace(traceparent) },
        {
          service: 'gateway',
          community,
          action: 'fields:ask',
          resource: { type: 'Community', id: community },
          outcome: 'DENIED',
          details: { fields: [...fields], times },
        },
      );
  });
}
