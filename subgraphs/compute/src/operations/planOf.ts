import type { ModelVersion } from '../entities/ModelVersion.js';
import { errors } from '../errors.js';
import type { ChainComplaint, ChainStep } from '../rules/chain/chainStep.js';
import { planChain, type GivenSource } from '../rules/chain/planChain.js';
import type { TaskInputDeclaration } from '../rules/runnerInputs.js';

/** What a job runs on each of its items. */
export interface Plan {
  /** What its items have to have. */
  readonly declared: readonly TaskInputDeclaration[];
  /** Of a chain, its steps; else empty. */
  readonly steps: readonly ChainStep[];
}

/** A step as a caller gave it, unchecked. */
export interface ChainStepRequest {
  readonly modelVersionId?: string | null | undefined;
  readonly model?: string | null | undefined;
  readonly inputs?: readonly GivenSource[] | null | undefined;
}

/** What a job of these versions does with an item. Throws CHAIN_INPUT_UNKNOWN, CHAIN_SOURCE_INVALID or CHAIN_TENSOR_MISMATCH. */
export function planOf(
  versions: readonly ModelVersion[],
  given: readonly ChainStepRequest[] | null | undefined,
): Plan {
  if (given == null) return { declared: versions[0]?.inputs ?? [], steps: [] };
  const verdict = planChain(versions.map((model, step) => ({ model, inputs: given[step]?.inputs ?? [] })));
  if ('complaint' in verdict) throw chainError(verdict.complaint);
  return { declared: verdict.item, steps: verdict.steps };
}

function chainError(complaint: ChainComplaint): Error {
  const { step, input } = complaint;
  switch (complaint.code) {
    case 'CHAIN_INPUT_UNKNOWN':
      return errors.CHAIN_INPUT_UNKNOWN({ step, input, known: complaint.known });
    case 'CHAIN_SOURCE_INVALID':
      return errors.CHAIN_SOURCE_INVALID({ step, input, reason: complaint.reason });
    case 'CHAIN_TENSOR_MISMATCH':
      return errors.CHAIN_TENSOR_MISMATCH({
        step,
        input,
        expected: complaint.expected,
        given: complaint.given,
      });
  }
}
