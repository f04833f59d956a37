import { commonRegions } from '@ai-collective/contracts';
import type { PolicyVersionRow } from '../entities/PolicyVersion.js';
import type { PolicyNow } from '../operations/loadPolicy.js';
import { boundsWithin } from '../rules/boundsWithin.js';
import { parameterCatalogue } from '../rules/parameterCatalogue.js';
import type { PolicyType } from './types/PolicyTypes.js';

/** A policy as GraphQL shows it. */
export function toPolicy({ version, parameters, row, limits }: PolicyNow): PolicyType {
  return {
    version,
    parameters: parameterCatalogue.map((parameter) => ({
      ...parameter,
      value: parameters[parameter.name],
      ...boundsWithin(parameter, limits),
    })),
    residency: commonRegions(parameters['placement.residency'], limits?.['placement.residency'] ?? null),
    changes: row?.changes ?? [],
    enactedAt: row?.enactedAt ?? null,
    enactedBy: row?.enactedBy ?? null,
    digest: row?.digest ?? null,
  };
}

/** A stored policy version as GraphQL shows it. */
export function rowToPolicy(row: PolicyVersionRow): PolicyType {
  return toPolicy({ version: row.version, parameters: row.parameters, row, limits: null });
}
