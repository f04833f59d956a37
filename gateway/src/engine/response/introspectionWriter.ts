import { executeSync, Kind, type DocumentNode, type GraphQLSchema } from 'graphql';
import type { JsonObject } from '../jsonObject.js';
import type { FieldGroup } from '../operation/FieldGroup.js';
import type { PreparedOperation } from '../operation/PreparedOperation.js';
import type { Writing } from './Writing.js';

/** Answers `__schema` or `__type` from the schema clients see; without variables the answer is always the same. */
export function introspectionWriter(
  schema: GraphQLSchema,
  { operation, fragments }: PreparedOperation,
  group: FieldGroup,
): (object: JsonObject, writing: Writing) => boolean {
  const { variableDefinitions = [] } = operation;
  const definition = {
    kind: Kind.OPERATION_DEFINITION,
    operation: 'query',
    variableDefinitions,
    selectionSet: { kind: Kind.SELECTION_SET, selections: group.nodes },
  } as const;
  const document = { kind: Kind.DOCUMENT, definitions: [definition, ...fragments.values()] } as DocumentNode;
  const answer = (variableValues: JsonObject): string => {
    const { data } = executeSync({ schema, document, variableValues });
    return JSON.stringify(data?.[group.key] ?? null);
  };
  let known: string | undefined;
  return (_object, { execution, out }) => {
    out.json(variableDefinitions.length > 0 ? answer(execution.inputs) : (known ??= answer({})));
    return true;
  };
}
