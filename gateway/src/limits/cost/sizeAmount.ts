import type { CostedField } from './CostedField.js';
import type { ListSize } from './CostModel.js';
import { saturated, type Amount, type CostProgram, type CostRun } from './CostProgram.js';
import { slicedSize } from './slicedSize.js';
import { usesVariables } from './usesVariables.js';

/**
 * How long a field's list is by its `@listSize`: known at once unless variables say so. Runs of the program
 * tell when the one slicing argument that the directive requires is missing.
 */
export function sizeAmount(
  program: CostProgram,
  listSize: ListSize,
  field: CostedField & { readonly standard: number },
): Amount {
  const { node, definition, standard } = field;
  if (!isSlicedByVariables(listSize, field)) {
    const { size, lacksOne } = slicedSize(listSize, { field: definition, node }, {});
    if (!lacksOne) return saturated(size ?? standard);
  }
  return program.add((run) => {
    const { size, lacksOne } = slicedSize(listSize, { field: definition, node }, run.variables);
    if (lacksOne) complain(run, listSize, field);
    return saturated(size ?? standard);
  });
}

function isSlicedByVariables({ slicingArguments }: ListSize, { node }: CostedField): boolean {
  const names = new Set(slicingArguments.map(([name]) => name));
  return (node.arguments ?? []).some(({ name, value }) => names.has(name.value) && usesVariables(value));
}

function complain(run: CostRun, listSize: ListSize, { parent, definition }: CostedField): void {
  const names = listSize.slicingArguments.map((path) => path.join('.')).join(', ');
  run.problem ??= `The field ${parent.name}.${definition.name} needs exactly one of these arguments: ${names}.`;
}
