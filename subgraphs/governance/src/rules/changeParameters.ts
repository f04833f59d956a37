import { policyParametersSchema, type PolicyParameters } from '@ai-collective/contracts';
import { boundsWithin } from './boundsWithin.js';
import { findParameter } from './parameterCatalogue.js';

/** One wanted change of a policy. */
export interface ParameterChange {
  readonly name: string;
  readonly value: number;
}

/** Why a change cannot be made. */
export type ChangeProblem =
  | { readonly problem: 'NO_CHANGES' }
  | { readonly problem: 'UNKNOWN'; readonly name: string }
  | { readonly problem: 'TWICE'; readonly name: string }
  | {
      readonly problem: 'OUT_OF_BOUNDS';
      readonly name: string;
      readonly minimum: number;
      readonly maximum: number;
    }
  | { readonly problem: 'LOOSER_THAN_PARENT'; readonly name: string; readonly maximum: number }
  | { readonly problem: 'LOOSER_THAN_PARENT'; readonly name: string; readonly minimum: number };

export type ChangeOutcome =
  { readonly ok: true; readonly parameters: PolicyParameters } | ({ readonly ok: false } & ChangeProblem);

/**
 * The parameters after some changes, or the first reason why they cannot be made. The order of changes does not matter.
 * @param above what the communities around allow at most; null at the top
 */
export function changeParameters(
  current: PolicyParameters,
  changes: readonly ParameterChange[],
  above: PolicyParameters | null = null,
): ChangeOutcome {
  if (changes.length === 0) return { ok: false, problem: 'NO_CHANGES' };
  const problem = [...changes]
    .sort(byName)
    .map(problemOf(changes, above))
    .find((found) => found !== undefined);
  if (problem !== undefined) return { ok: false, ...problem };
  const changed = Object.fromEntries(changes.map(({ name, value }) => [name, value]));
  return { ok: true, parameters: policyParametersSchema.parse({ ...current, ...changed }) };
}

const byName = (left: ParameterChange, right: ParameterChange): number => (left.name < right.name ? -1 : 1);

function problemOf(changes: readonly ParameterChange[], above: PolicyParameters | null) {
  return ({ name, value }: ParameterChange): ChangeProblem | undefined => {
    const parameter = findParameter(name);
    if (parameter === undefined) return { problem: 'UNKNOWN', name };
    if (changes.filter((change) => change.name === name).length > 1) return { problem: 'TWICE', name };
    const { minimum, maximum } = parameter;
    const within = Number.isInteger(value) && value >= minimum && value <= maximum;
    if (!within) return { problem: 'OUT_OF_BOUNDS', name, minimum, maximum };
    const bounds = boundsWithin(parameter, above);
    if (value > bounds.maximum) return { problem: 'LOOSER_THAN_PARENT', name, maximum: bounds.maximum };
    if (value < bounds.minimum) return { problem: 'LOOSER_THAN_PARENT', name, minimum: bounds.minimum };
    return undefined;
  };
}
