import { commonRegions } from '@ai-collective/contracts';
import type { PolicyVersionRow } from '../entities/PolicyVersion.js';
import type { PolicyNow } from '../operations/loadPolicy.js';
import { boundsWithin } from '../rules/boundsWithin.js';
import { parameterCatalogue } from '../rules/parameterCatalogue.js';
import type { PolicyType } from './types/PolicyTypes.js';

/** A policy as GraphQL shows it. */
export function toPolicy({ version, parameters, policies, row, limits }: PolicyNow): PolicyType {
  return {
    version,
    parameters: parameterCatalogue.map((parameter) => ({
      ...parameter,
      value: parameters[parameter.name],
      ...boundsWithin(parameter, limits),
    })),
    residency: commonRegions(parameters['placement.residency'], limits?.['placement.residency'] ?? null),
    policies: policies.map(({ id, text, proposalId }) => ({ id, text, proposalId })),
    ...enactmentOf(row),
  };
}

/** How it came about; of version 0, nothing. */
function enactmentOf(row: PolicyVersionRow | null) {
  if (row === null) return { changes: [], enactedAt: null, enactedBy: null, proposalId: null, digest: null };
  const { changes, enactedAt, enactedBy, proposalId, digest } = row;
  return { changes, enactedAt, enactedBy, proposalId, digest };
}

/** A stored policy version as GraphQL shows it. */
export function rowToPolicy(row: PolicyVersionRow): PolicyType {
  const { version, parameters, policies } = row;
  return toPolicy({ version, parameters, policies, row, limits: null });
}
