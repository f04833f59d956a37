import { print, visit } from 'graphql';
import type { Joins } from '../supergraph/Joins.js';

/** One of the subgraphs of a supergraph. */
export interface SubgraphJoins {
  readonly joins: Joins;
  /** Its value of `join__Graph`. */
  readonly graph: string;
}

/** The type of a field in a subgraph, with no matter which object or interface. Undefined for what nobody declares. */
export function shapeOf(type: string, field: string, { joins, graph }: SubgraphJoins): string | undefined {
  const declared = joins.types.get(type)?.fields.get(field)?.type;
  const own = joins.of(type, field).find((join) => join.graph === graph)?.type;
  if (own !== undefined) return own.replaceAll(/\w+/g, (name) => (joins.types.has(name) ? '{}' : name));
  if (declared === undefined) return undefined;
  const isComposite = (name: string) => joins.types.has(name);
  return print(
    visit(declared, { Name: (name) => (isComposite(name.value) ? { ...name, value: '{}' } : undefined) }),
  );
}
