import {
  GraphQLObjectType,
  isObjectType,
  printType,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import type { VariantProblem } from '../VariantDefinition.js';

/**
 * Types of the platform that would look different to clients once a subgraph is added, new fields aside: a safety net
 * below the rules, for what composition merges in ways they do not foresee.
 */
export function platformDrift(platform: GraphQLSchema, variant: GraphQLSchema): readonly VariantProblem[] {
  return Object.values(platform.getTypeMap()).flatMap((type) => {
    if (type.name.startsWith('__')) return [];
    const other = variant.getType(type.name);
    if (other !== undefined && printType(type) === printType(withFieldsOf(type, other))) return [];
    const message = `The subgraph would change the type ${type.name}, which is the platform's.`;
    return [{ code: 'SUBGRAPH_CHANGES_PLATFORM', coordinate: type.name, message }];
  });
}

/** `other`, reduced to the fields that `type` has. */
function withFieldsOf(type: GraphQLNamedType, other: GraphQLNamedType): GraphQLNamedType {
  if (!isObjectType(type) || !isObjectType(other)) return other;
  const { fields, ...config } = other.toConfig();
  const known = Object.keys(type.getFields()).flatMap((name) => {
    const field = fields[name];
    return field === undefined ? [] : [[name, field] as const];
  });
  return new GraphQLObjectType({ ...config, fields: Object.fromEntries(known) });
}
