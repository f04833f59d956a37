import type { TaskInput } from '@ai-collective/contracts';
import type { AppError } from '@ai-collective/platform';
import { errors } from '../errors.js';
import { checkItem, type GivenInput, type ItemComplaint } from '../rules/checkItem.js';
import type { TaskInputDeclaration } from '../rules/runnerInputs.js';
import { inSlices } from './inSlices.js';

export interface GivenItem {
  readonly inputs: readonly GivenInput[];
}

/** Turns every item into a task's input; throws the error of the first item that does not fit. */
export async function checkItems(
  declared: readonly TaskInputDeclaration[],
  given: readonly GivenItem[],
): Promise<readonly TaskInput[]> {
  const taken: TaskInput[] = [];
  for await (const { start, items } of inSlices(given))
    for (const [place, { inputs }] of items.entries()) {
      const verdict = checkItem(declared, inputs);
      if ('complaint' in verdict) throw itemError(verdict.complaint, start + place);
      taken.push(verdict.input);
    }
  return taken;
}

/** The error that tells what is wrong with an item. */
export function itemError(complaint: ItemComplaint, item: number): AppError {
  switch (complaint.code) {
    case 'INPUT_NAME_UNKNOWN':
      return errors.INPUT_NAME_UNKNOWN({ item, ...details(complaint) });
    case 'INPUT_NAME_REPEATED':
      return errors.INPUT_NAME_REPEATED({ item, ...details(complaint) });
    case 'INPUT_MISSING':
      return errors.INPUT_MISSING({ item, ...details(complaint) });
    case 'INPUT_VALUE_INVALID':
      return errors.INPUT_VALUE_INVALID({ item, ...details(complaint) });
    case 'INPUT_TOO_LARGE':
      return errors.INPUT_TOO_LARGE({ item, ...details(complaint) });
    case 'TENSOR_DTYPE_MISMATCH':
      return errors.TENSOR_DTYPE_MISMATCH({ item, ...details(complaint) });
    case 'TENSOR_SHAPE_MISMATCH':
      return errors.TENSOR_SHAPE_MISMATCH({ item, ...details(complaint) });
    case 'TENSOR_DATA_LENGTH':
      return errors.TENSOR_DATA_LENGTH({ item, ...details(complaint) });
  }
}

function details<C extends ItemComplaint>({ code: _code, ...rest }: C): Omit<C, 'code'> {
  return rest;
}
