import { Kind, type ValueNode } from 'graphql';

/** Whether a value of a document holds a variable. */
export function usesVariables(value: ValueNode): boolean {
  if (value.kind === Kind.VARIABLE) return true;
  if (value.kind === Kind.LIST) return value.values.some(usesVariables);
  return value.kind === Kind.OBJECT && value.fields.some((field) => usesVariables(field.value));
}
