import type { TaskInput } from '@ai-collective/contracts';
import type { AppError } from '@ai-collective/platform';
import { errors } from '../errors.js';
import { checkItem, type GivenInput, type ItemComplaint } from '../rules/checkItem.js';
import type { TaskInputDeclaration } from '../rules/runnerInputs.js';

export interface GivenItem {
  readonly inputs: readonly GivenInput[];
}

/** Turns every item into a task's input; throws the error of the first item that does not fit. */
export function checkItems(
  declared: readonly TaskInputDeclaration[],
  items: readonly GivenItem[],
): readonly TaskInput[] {
  return items.map(({ inputs }, item) => {
    const verdict = checkItem(declared, inputs);
    if ('complaint' in verdict) throw errorOf(verdict.complaint, item);
    return verdict.input;
  });
}

function errorOf(complaint: ItemComplaint, item: number): AppError {
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
