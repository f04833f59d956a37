import type { AuditActor } from '@ai-collective/platform';

/** Who does what follows from the rules alone. */
export const governanceItself: AuditActor = {
  passport: { sub: 'governance', kind: 'SERVICE', policyVersion: 0 },
};
