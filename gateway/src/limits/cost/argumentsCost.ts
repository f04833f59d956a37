import { valueFromASTUntyped, type ArgumentNode } from 'graphql';
import type { CostedField } from './CostedField.js';
import type { CostModel } from './CostModel.js';
import type { Amount, CostProgram } from './CostProgram.js';
import { argumentWeight } from './fieldDirectives.js';
import { inputCost } from './inputCost.js';
import { usesVariables } from './usesVariables.js';

/** The cost of the arguments that an operation gives to a field. */
export function argumentsCost(program: CostProgram, model: CostModel, field: CostedField): Amount {
  const given = field.node.arguments ?? [];
  return program.sum(given.map((argument) => argumentCost(program, model, { ...field, argument })));
}

function argumentCost(
  program: CostProgram,
  model: CostModel,
  { parent, definition, argument }: CostedField & { readonly argument: ArgumentNode },
): Amount {
  const name = argument.name.value;
  const type = definition.args.find((candidate) => candidate.name === name)?.type;
  if (type === undefined) return 0;
  const place = { type, weight: argumentWeight(model, parent, { field: definition.name, argument: name }) };
  const { value } = argument;
  return usesVariables(value)
    ? program.add(({ variables }) => inputCost(model, valueFromASTUntyped(value, variables), place))
    : inputCost(model, valueFromASTUntyped(value), place);
}
