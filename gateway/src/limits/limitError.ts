import { GraphQLError } from 'graphql';

export type LimitCode =
  | 'DOCUMENT_TOO_LONG'
  | 'OPERATION_TOO_DEEP'
  | 'TOO_MANY_ALIASES'
  | 'TOO_MANY_DIRECTIVES'
  | 'TOO_MANY_ROOT_FIELDS'
  | 'TOO_MANY_FIELDS'
  | 'TOO_MANY_DEFINITIONS'
  | 'TOO_MANY_VARIABLES'
  | 'TOO_MANY_ARGUMENTS'
  | 'TOO_MANY_INPUT_OBJECTS'
  | 'TOO_MANY_COMPARISONS'
  | 'INTROSPECTION_TOO_LARGE'
  | 'INTROSPECTION_DISABLED'
  | 'VARIABLES_TOO_LARGE'
  | 'VARIABLES_TOO_DEEP'
  | 'TOO_MANY_VALUES'
  | 'TOO_MANY_INPUT_FIELDS';

/** The refusal of an operation that is over a limit. */
export function limitError(code: LimitCode, what: string, most: number): GraphQLError {
  return new GraphQLError(`The operation has more than ${most} ${what}.`, { extensions: { code, most } });
}
