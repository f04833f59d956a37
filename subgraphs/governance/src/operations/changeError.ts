import type { AppError } from '@ai-collective/platform';
import { errors } from '../errors.js';
import type { ApplyProblem } from '../rules/changes/applyChanges.js';

type Errors = {
  readonly [Problem in ApplyProblem['problem']]: (
    problem: Extract<ApplyProblem, { readonly problem: Problem }>,
  ) => AppError;
};

const errorsOf: Errors = {
  NO_CHANGES: () => errors.NO_CHANGES(),
  UNKNOWN: ({ name }) => errors.PARAMETER_UNKNOWN({ name }),
  TWICE: ({ name }) => errors.PARAMETER_TWICE({ name }),
  OUT_OF_BOUNDS: ({ name, minimum, maximum }) => errors.PARAMETER_OUT_OF_BOUNDS({ name, minimum, maximum }),
  LOOSER_THAN_PARENT: ({ problem: _, ...bound }) => errors.LOOSER_THAN_PARENT(bound),
  RESIDENCY_INVALID: () => errors.RESIDENCY_INVALID(),
  RESIDENCY_OUTSIDE_PARENT: ({ region, allowed }) =>
    errors.RESIDENCY_OUTSIDE_PARENT({ region, allowed: allowed.join(', ') }),
  RESIDENCY_TWICE: () => errors.RESIDENCY_TWICE(),
  POLICY_TWICE: ({ id }) => errors.POLICY_TWICE({ id }),
  POLICY_INVALID: ({ reason }) => errors.POLICY_INVALID({ reason }),
  POLICY_UNKNOWN: ({ id }) => errors.POLICY_UNKNOWN({ id }),
  MODEL_NOT_DENIED: ({ modelId }) => errors.MODEL_NOT_DENIED({ modelId }),
};

/** The error of a change of the policy that cannot be made. */
export function changeError(problem: ApplyProblem): AppError {
  const make = errorsOf[problem.problem] as (problem: ApplyProblem) => AppError;
  return make(problem);
}
