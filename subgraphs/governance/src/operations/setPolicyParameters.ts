import type { PolicyParameters } from '@ai-collective/contracts';
import { recordAudit, type EntityManager } from '@ai-collective/platform';
import { PolicyVersion, type PolicyVersionRow } from '../entities/PolicyVersion.js';
import { errors } from '../errors.js';
import { publishPolicy } from '../events/publishPolicy.js';
import { changeParameters, type ChangeProblem, type ParameterChange } from '../rules/changeParameters.js';
import { changeResidency, type ResidencyProblem } from '../rules/changeResidency.js';
import { policyDigest } from '../rules/policyDigest.js';
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
 * Writes a new policy version and publishes it, if the caller has seen the one in force.
 * Throws STALE_BASE, NO_CHANGES, PARAMETER_UNKNOWN, PARAMETER_TWICE, PARAMETER_OUT_OF_BOUNDS, LOOSER_THAN_PARENT,
 * RESIDENCY_INVALID, RESIDENCY_OUTSIDE_PARENT, POLICIES_NOT_READY or a denial.
 */
export async function setPolicyParameters(
  services: Services,
  caller: Caller,
  wanted: SetPolicyParameters,
): Promise<PolicyNow> {
  const { community } = services.authorize(caller.passport, 'policies:manage');
  const { baseVersion, changes } = wanted;
  return services.database.withTenant(community, async (em) => {
    await lockPolicy(em, community);
    const current = await currentPolicy(em, community);
    if (current.version !== baseVersion)
      throw errors.STALE_BASE({ baseVersion, currentVersion: current.version });
    const limits = limitsAbove(services, caller.passport);
    const parameters = parametersAfter(current.parameters, wanted, limits);
    const policy = { communityId: community, version: baseVersion + 1, parameters };
    const row: PolicyVersionRow = {
      tenantId: community,
      version: policy.version,
      parameters: policy.parameters,
      changes,
      enactedAt: services.clock(),
      enactedBy: caller.passport.sub,
      digest: policyDigest(policy),
    };
    await em.insert(PolicyVersion, row);
    await publishPolicy(em, row);
    await recordAudit(em, caller, {
      service: 'governance',
      community,
      action: 'policies:manage',
      resource: { type: 'PolicyVersion', id: String(row.version) },
      outcome: 'ALLOWED',
      details: {
        digest: row.digest,
        changes: changes.map(({ name, value }) => ({ name, value })),
        ...(wanted.residency != null && { residency: parameters['placement.residency'] }),
      },
    });
    return { version: row.version, parameters: row.parameters, row, limits };
  });
}

/** Throws the first reason why it cannot be. */
function parametersAfter(
  current: PolicyParameters,
  { changes, residency }: SetPolicyParameters,
  limits: PolicyParameters | null,
): PolicyParameters {
  const changed =
    residency != null && changes.length === 0 ? current : changedNumbers(current, changes, limits);
  if (residency == null) return changed;
  const outcome = changeResidency(residency, limits);
  if (!outcome.ok) throw residencyError(outcome);
  return { ...changed, 'placement.residency': outcome.residency };
}

function changedNumbers(
  current: PolicyParameters,
  changes: readonly ParameterChange[],
  limits: PolicyParameters | null,
): PolicyParameters {
  const outcome = changeParameters(current, changes, limits);
  if (!outcome.ok) throw changeError(outcome);
  return outcome.parameters;
}

function residencyError(problem: ResidencyProblem) {
  switch (problem.problem) {
    case 'RESIDENCY_INVALID':
      return errors.RESIDENCY_INVALID();
    case 'RESIDENCY_OUTSIDE_PARENT': {
      const { region, allowed } = problem;
      return errors.RESIDENCY_OUTSIDE_PARENT({ region, allowed: allowed.join(', ') });
    }
  }
}

/** One change of a community's policy at a time. */
async function lockPolicy(em: EntityManager, community: string): Promise<void> {
  await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`policy ${community}`]);
}

function changeError(problem: ChangeProblem) {
  switch (problem.problem) {
    case 'NO_CHANGES':
      return errors.NO_CHANGES();
    case 'UNKNOWN':
      return errors.PARAMETER_UNKNOWN({ name: problem.name });
    case 'TWICE':
      return errors.PARAMETER_TWICE({ name: problem.name });
    case 'OUT_OF_BOUNDS': {
      const { name, minimum, maximum } = problem;
      return errors.PARAMETER_OUT_OF_BOUNDS({ name, minimum, maximum });
    }
    case 'LOOSER_THAN_PARENT': {
      const { name } = problem;
      return 'maximum' in problem
        ? errors.LOOSER_THAN_PARENT({ name, maximum: problem.maximum })
        : errors.LOOSER_THAN_PARENT({ name, minimum: problem.minimum });
    }
  }
}
