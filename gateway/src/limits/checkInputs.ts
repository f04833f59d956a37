import {
  getNamedType,
  getVariableValues,
  GraphQLError,
  isEnumType,
  isInputObjectType,
  isSpecifiedScalarType,
  Kind,
  type GraphQLNamedType,
  type GraphQLSchema,
  type TypeNode,
  type VariableDefinitionNode,
} from 'graphql';
import { ownValue, type JsonObject } from '../engine/jsonObject.js';
import type { PreparedOperation } from '../engine/operation/PreparedOperation.js';
import type { GatewayLimits } from './GatewayLimits.js';
import { limitError } from './limitError.js';

/**
 * Checks variables against the types an operation gives them, for what makes their coercion slow: it looks at every
 * field of a type for each of its objects, and errors repeat whole objects. Their depth and size have to be checked
 * before. Throws a GraphQLError over the limit, for an object that has more fields than its type, and, where nobody may
 * ask for the schema, for the first wrong value, since later errors suggest names of it.
 */
export function checkInputs(
  schema: GraphQLSchema,
  { operation: { variableDefinitions = [] } }: Pick<PreparedOperation, 'operation'>,
  { variables, limits }: { readonly variables: JsonObject; readonly limits: GatewayLimits },
): void {
  const counter = new FieldCounter(limits.variables.fields);
  for (const definition of variableDefinitions) {
    const type = schema.getType(nameOf(definition.type));
    if (type !== undefined)
      counter.count(ownValue(variables, definition.variable.name.value), type, definition);
  }
  if (limits.operation.introspection === false) refuseWrongValue(schema, variableDefinitions, variables);
}

class FieldCounter {
  readonly #most: number;
  #fields = 0;

  constructor(most: number) {
    this.#most = most;
  }

  count(value: unknown, type: GraphQLNamedType, definition: VariableDefinitionNode): void {
    if (typeof value !== 'object' || value === null) return;
    if (Array.isArray(value)) {
      for (const item of value as readonly unknown[]) this.count(item, type, definition);
      return;
    }
    // Scalars of somebody's own may well be objects.
    if (isInputObjectType(type) || isEnumType(type) || isSpecifiedScalarType(type))
      this.#object(value as JsonObject, type, definition);
  }

  #object(object: JsonObject, type: GraphQLNamedType, definition: VariableDefinitionNode): void {
    const fields = isInputObjectType(type) ? type.getFields() : {};
    const [given, known] = [Object.keys(object), Object.keys(fields).length];
    if (given.length > known) throw tooManyFields(type, definition);
    this.#fields += known;
    if (this.#fields > this.#most)
      throw limitError('TOO_MANY_INPUT_FIELDS', 'fields of input objects in its variables', this.#most);
    for (const name of given) {
      const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
      if (field !== undefined) this.count(object[name], getNamedType(field.type), definition);
    }
  }
}

function tooManyFields(type: GraphQLNamedType, definition: VariableDefinitionNode): GraphQLError {
  const variable = definition.variable.name.value;
  return new GraphQLError(
    `The variable "$${variable}" has an object with more fields than "${type.name}" has.`,
    {
      nodes: definition,
      extensions: { code: 'BAD_USER_INPUT' },
    },
  );
}

function refuseWrongValue(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
  variables: JsonObject,
): void {
  const { errors } = getVariableValues(schema, definitions, variables, {
    maxErrors: 1,
    hideSuggestions: true,
  });
  if (errors?.[0] !== undefined) throw errors[0];
}

function nameOf(type: TypeNode): string {
  let named = type;
  while (named.kind !== Kind.NAMED_TYPE) named = named.type;
  return named.name.value;
}
