import {
  commonRegions,
  liesIn,
  mostRegions,
  regionSchema,
  type PolicyParameters,
} from '@ai-collective/contracts';

/** Why a community cannot keep its jobs in some regions. */
export type ResidencyProblem =
  | { readonly problem: 'RESIDENCY_INVALID' }
  | {
      readonly problem: 'RESIDENCY_OUTSIDE_PARENT';
      readonly region: string;
      readonly allowed: readonly string[];
    };

export type ResidencyOutcome =
  | { readonly ok: true; readonly residency: readonly string[] | null }
  | ({ readonly ok: false } & ResidencyProblem);

/**
 * The regions that a community keeps its jobs in; none stands for anywhere.
 * @param above what the communities around allow; null at the top
 */
export function changeResidency(
  wanted: readonly string[],
  above: PolicyParameters | null = null,
): ResidencyOutcome {
  if (wanted.length > mostRegions || wanted.some((text) => !regionSchema.safeParse(text).success))
    return { ok: false, problem: 'RESIDENCY_INVALID' };
  const allowed = above?.['placement.residency'] ?? null;
  const region = wanted.find((one) => allowed?.every((area) => !liesIn(one, area)));
  if (allowed !== null && region !== undefined)
    return { ok: false, problem: 'RESIDENCY_OUTSIDE_PARENT', region, allowed };
  return { ok: true, residency: wanted.length === 0 ? null : commonRegions(wanted, null) };
}
