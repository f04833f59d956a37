import { Kind } from 'graphql';
import type { JsonObject } from '../engine/jsonObject.js';
import type { PreparedOperation } from '../engine/operation/PreparedOperation.js';

/** What the variables of an operation's conditions come to: what was sent, else the default, else false. */
export function conditionValues(
  { conditionVariables, operation }: Pick<PreparedOperation, 'conditionVariables' | 'operation'>,
  inputs: JsonObject,
): Readonly<Record<string, boolean>> {
  const values = conditionVariables.map((name) => {
    const sent = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
    if (typeof sent === 'boolean') return [name, sent] as const;
    const standard = operation.variableDefinitions?.find(
      (each) => each.variable.name.value === name,
    )?.defaultValue;
    return [name, standard?.kind === Kind.BOOLEAN && standard.value] as const;
  });
  return Object.fromEntries(values);
}
