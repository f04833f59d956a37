import { GraphQLScalarType } from 'graphql';

/** Any JSON value, as a runner gave it. It is only ever sent out. */
export const Json = new GraphQLScalarType({
  name: 'JSON',
  description: 'Any JSON value.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc8259',
});
