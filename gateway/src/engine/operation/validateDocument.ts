import {
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  type ValidationContext,
} from 'graphql';

/** Most errors of one document that are looked for. */
const errorLimit = 10;

/** Names are suggested for so many errors unless a host says otherwise: each is looked for among all names of a type. */
export const standardSuggestions = 3;

/**
 * Validates a document. Only the first `suggestions` errors suggest names of the schema that the client may have meant.
 * Ten errors are looked for; one more says when there were more.
 */
export function validateDocument(
  schema: GraphQLSchema,
  document: DocumentNode,
  suggestions = standardSuggestions,
): readonly GraphQLError[] {
  let view: ValidationContext | undefined;
  const viewOf = (context: ValidationContext) => (view ??= suggestingFirst(context, suggestions));
  const rules = specifiedRules.map((rule) => (context: ValidationContext) => rule(viewOf(context)));
  return validate(schema, document, rules, { maxErrors: errorLimit });
}

/** The same context, which hides suggestions once so many errors were reported. Rules ask it at each error. */
function suggestingFirst(context: ValidationContext, most: number): ValidationContext {
  let reported = 0;
  return Object.create(context, {
    hideSuggestions: { get: () => reported >= most },
    reportError: {
      value: (error: GraphQLError) => {
        reported++;
        context.reportError(error);
      },
    },
  }) as ValidationContext;
}
