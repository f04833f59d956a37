import type { PolicyChange } from '@ai-collective/contracts';
import { errors } from '../errors.js';
import type { ParameterChange } from '../rules/changeParameters.js';
import { contentAfter } from './contentAfter.js';
import { enactPolicy, lockPolicy } from './enactPolicy.js';
import { currentPolicy, type PolicyNow } from './loadPolicy.js';
import { limitsAbove } from './limitsAbove.js';
import type { Caller, Services } from './Services.js';

export interface SetPolicyParameters {
  /** The version the caller has seen; another one in force refuses the change. */
  readonly baseVersion: number;
  readonly changes: readonly ParameterChange[];
  /** The only regions that jobs may run in from now on; empty: anywhere; absent: as before. */
  readonly residency?: readonly string[] | null | undefined;
}

/**
 * Writes a new policy version and publishes it, if the caller has seen the one in force, and the community lets anybody do so alone.
 * Throws STALE_BASE, VOTE_REQUIRED, NO_CHANGES, PARAMETER_UNKNOWN, PARAMETER_TWICE, PARAMETER_OUT_OF_BOUNDS, LOOSER_THAN_PARENT,
 * RESIDENCY_INVALID, RESIDENCY_OUTSIDE_PARENT, POLICIES_NOT_READY or a denial.
 */
export async function setPolicyParameters(
  services: Services,
  caller: Caller,
  wanted: SetPolicyParameters,
): Promise<PolicyNow> {
  const { community } = services.authorize(caller.passport, 'policies:manage');
  const { baseVersion, changes, residency } = wanted;
  return services.database.withTenant(community, async (em) => {
    await lockPolicy(em, community);
    const current = await currentPolicy(em, community);
    if (current.version !== baseVersion)
      throw errors.STALE_BASE({ baseVersion, currentVersion: current.version });
    const limits = limitsAbove(services, caller.passport);
    if (Math.max(current.parameters['voting.required'], limits?.['voting.required'] ?? 0) === 1)
      throw errors.VOTE_REQUIRED();
    const content = contentAfter(current, changesOf(wanted), { above: limits, proposalId: null });
    const row = await enactPolicy(em, {
      community,
      version: baseVersion + 1,
      content,
      changes,
      enactedAt: new Date(await services.time(em)),
      enactedBy: caller.passport.sub,
      proposalId: null,
      audit: {
        actor: caller,
        action: 'policies:manage',
        details: {
          changes: changes.map(({ name, value }) => ({ name, value })),
          ...(residency != null && { residency: content.parameters['placement.residency'] }),
        },
      },
    });
    return { version: row.version, ...content, row, limits };
  });
}

function changesOf({ changes, residency }: SetPolicyParameters): readonly PolicyChange[] {
  const numbers = changes.map(({ name, value }) => ({ type: 'SET_PARAMETER', name, value }) as const);
  return residency == null ? numbers : [...numbers, { type: 'SET_RESIDENCY', regions: residency }];
}
