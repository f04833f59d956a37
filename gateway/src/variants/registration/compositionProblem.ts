import type { VariantProblem } from '../VariantDefinition.js';

/** What composition's codes mean, in words for people who vote rather than program. */
const meanings: Readonly<Record<string, string>> = {
  SATISFIABILITY_ERROR: 'Some query could be asked that no service could answer completely.',
  INVALID_FIELD_SHARING: 'Two services both claim the same field, and did not agree to share it.',
  FIELD_TYPE_MISMATCH: 'Two services disagree about what a field holds.',
  FIELD_ARGUMENT_TYPE_MISMATCH: 'Two services disagree about what a field takes.',
  FIELD_ARGUMENT_DEFAULT_MISMATCH: 'Two services disagree about the default of an argument.',
  INPUT_FIELD_DEFAULT_MISMATCH: 'Two services disagree about the default of an input field.',
  TYPE_KIND_MISMATCH: 'Two services use the same name for different kinds of types.',
  ENUM_VALUE_MISMATCH: 'Two services disagree about the values of an enumeration.',
  EXTERNAL_TYPE_MISMATCH: 'A field that another service owns is described differently from its owner.',
  EXTERNAL_MISSING_ON_BASE: 'A field is said to belong to another service, but no other service has it.',
  EXTERNAL_ARGUMENT_MISSING: 'A field that another service owns lacks an argument its owner has.',
  EXTERNAL_UNUSED: 'A field of another service is mentioned, but not used.',
  REQUIRED_ARGUMENT_MISSING_IN_SOME_SUBGRAPH:
    'An argument is required by one service and unknown to another.',
  REQUIRED_INPUT_FIELD_MISSING_IN_SOME_SUBGRAPH:
    'An input field is required by one service, unknown to another.',
  EMPTY_MERGED_INPUT_TYPE: 'Two services describe an input type without anything in common.',
  EMPTY_MERGED_ENUM_TYPE: 'Two services describe an enumeration without anything in common.',
  INTERFACE_FIELD_NO_IMPLEM: 'A type lacks a field that its interface promises.',
  EXTENSION_WITH_NO_BASE: 'A type is extended that no service defines.',
  REFERENCED_INACCESSIBLE: 'Something visible refers to something hidden.',
  ONLY_INACCESSIBLE_CHILDREN: 'A type is visible, but everything in it is hidden.',
  REQUIRED_INACCESSIBLE: 'Something required is hidden.',
  KEY_INVALID_FIELDS: 'A key names fields that are not there.',
  KEY_FIELDS_SELECT_INVALID_TYPE: 'A key contains fields that cannot identify anything.',
  INVALID_GRAPHQL: 'The schema breaks the rules of GraphQL.',
  NO_QUERIES: 'No service can be asked anything.',
  UNKNOWN_FEDERATION_LINK_VERSION: 'The schema uses a version of federation that is not known.',
  OVERRIDE_COLLISION_WITH_ANOTHER_DIRECTIVE:
    'A field is moved between services in a way that contradicts itself.',
};

/** A problem that composition found: what it means, then what exactly it is. */
export function compositionProblem(code: string, detail: string): VariantProblem {
  const meaning = meanings[code] ?? 'The schemas of the services do not fit together.';
  return { code: `COMPOSITION_${code === '' ? 'FAILED' : code}`, message: `${meaning} In detail: ${detail}` };
}
