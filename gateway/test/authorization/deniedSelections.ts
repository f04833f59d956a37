import {
  isInterfaceType,
  isUnionType,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type GraphQLSchema,
} from 'graphql';
import type { Grants } from '../../src/authorization/Grants.js';
import type { RecordedCall } from '../engine/testSupergraph.js';
import { isDeniedAtTheOffice, isRobot } from './officeMonolith.js';

/** Keys identify objects to subgraphs whoever asks. */
const keys = new Set(['Account.number']);

/** The denied fields that a call asked its subgraph for, by coordinate. There should be none. */
export function deniedSelections(
  { subgraph, query, variables }: RecordedCall,
  schema: GraphQLSchema,
  grants: Grants,
): readonly string[] {
  if (subgraph === 'tags')
    return grants.isAuthenticated ? [] : [...robotsIn(variables.representations), ...untyped(query)];
  const found: string[] = [];
  const typeInfo = new TypeInfo(schema);
  const Field = ({ name: { value } }: { readonly name: { readonly value: string } }): void => {
    const parent = typeInfo.getParentType();
    if (parent == null || value.startsWith('__')) return;
    const owners =
      isInterfaceType(parent) || isUnionType(parent) ? schema.getPossibleTypes(parent) : [parent];
    for (const { name } of owners) {
      const coordinate = `${name}.${value}`;
      if (!keys.has(coordinate) && isDeniedAtTheOffice(coordinate, grants)) found.push(coordinate);
    }
  };
  visit(parse(query), visitWithTypeInfo(typeInfo, { Field }));
  return found;
}

/** That subgraph knows all nodes as one type, so its query does not say which are asked about. */
function robotsIn(representations: unknown): readonly string[] {
  if (!Array.isArray(representations)) return [];
  return representations.filter(({ id }: { readonly id?: unknown }) => isRobot(id)).map(() => 'Robot');
}

/** What it is asked of all nodes at once. */
function untyped(query: string): readonly string[] {
  return /tagged\s*\{[^}]*\b(rating|tags)\b/.test(query) ? [query] : [];
}
