import { z } from 'zod';
import { principalKinds } from './passport.js';

/** One thing that happened, and who did it: the value of a message on `audit.events`. Never holds a secret. */
export const auditRecordSchema = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  service: z.string(),
  communityId: z.string().describe('empty when the record belongs to no community'),
  actor: z.object({ subject: z.string(), kind: z.enum(principalKinds) }),
  action: z.string().describe('the permission or transition, for example jobs:submit'),
  resource: z.object({ type: z.string(), id: z.string() }),
  outcome: z.enum(['ALLOWED', 'DENIED', 'RECORDED']),
  policyVersion: z.int().nonnegative(),
  details: z.record(z.string(), z.json()),
  traceId: z.string().nullable(),
});

export type AuditRecord = z.infer<typeof auditRecordSchema>;
