import type { PassportClaims } from '@ai-collective/contracts';
import type { ComputeServices } from './ComputeServices.js';
import type { ResolvedTarget } from './resolveJobTarget.js';

/** Throws unless the caller may run each model of a target on its fleet, as if it were a job of its own. */
export function authorizeTarget(
  { authorize }: Pick<ComputeServices, 'authorize'>,
  passport: PassportClaims,
  { versions, fleet }: ResolvedTarget,
): void {
  const community = fleet.tenantId;
  const on = { type: 'Fleet', id: fleet.id } as const;
  for (const id of new Set(versions.map(({ modelId }) => modelId))) {
    const model = { type: 'Model', id } as const;
    authorize(passport, 'jobs:submit', { community, ...model, alongside: [on] });
    authorize(passport, 'jobs:submit', { community, ...on, alongside: [model] });
  }
}
