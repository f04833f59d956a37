import {
  executeSync,
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
} from 'graphql';
import type { JsonObject } from '../jsonObject.js';
import type { FieldGroup } from '../operation/FieldGroup.js';

/** Answers `__schema` or `__type` from the schema clients see. */
export function introspect(
  group: FieldGroup,
  reading: {
    readonly schema: GraphQLSchema;
    readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
    readonly rawVariables: JsonObject;
    readonly variableDefinitions: DocumentVariables;
  },
): unknown {
  const { schema, fragments, rawVariables, variableDefinitions = [] } = reading;
  const operation = {
    kind: Kind.OPERATION_DEFINITION,
    operation: 'query',
    variableDefinitions,
    selectionSet: { kind: Kind.SELECTION_SET, selections: group.nodes },
  } as const;
  const document = { kind: Kind.DOCUMENT, definitions: [operation, ...fragments.values()] } as DocumentNode;
  const { data } = executeSync({ schema, document, variableValues: rawVariables });
  return data?.[group.key] ?? null;
}

type DocumentVariables = Extract<
  DocumentNode['definitions'][number],
  { kind: Kind.OPERATION_DEFINITION }
>['variableDefinitions'];
