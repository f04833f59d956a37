import { denialReportPath, denialReportSchema, passportHeader } from '@ai-collective/contracts';
import type { PassportVerifier } from '@ai-collective/platform';
import type { FastifyInstance } from 'fastify';
import { errors } from '../errors.js';
import { recordDenials } from '../operations/recordDenials.js';
import type { Services } from '../operations/Services.js';

/**
 * `POST /denials`: what the gateway denied before any subgraph was asked, for the audit log. It takes a passport of kind
 * GATEWAY and no other.
 */
export function addDenialRoutes(
  app: FastifyInstance,
  services: Services,
  verifyPassport: PassportVerifier,
): void {
  app.post(denialReportPath, async (request) => {
    const passport = await verifyPassport(request.headers[passportHeader]);
    if (passport.kind !== 'GATEWAY') throw errors.GATEWAY_ONLY();
    const report = denialReportSchema.safeParse(request.body);
    if (!report.success) throw errors.BAD_REQUEST();
    await recordDenials(services, passport.policyVersion, report.data.denials);
    return { recorded: report.data.denials.length };
  });
}
