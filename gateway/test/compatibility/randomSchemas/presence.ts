import type { Draft, DraftEntity, DraftInterface, DraftObject, DraftUnion } from './Draft.js';

export type DraftTypes = Pick<Draft, 'count' | 'objects' | 'interfaces' | 'unions'>;

/** Whether a subgraph resolves fields of an object; one that only refers to an entity does not. */
export function isHome(object: DraftObject, subgraph: number): boolean {
  return object.kind === 'entity' ? object.keys.has(subgraph) : object.presentIn.includes(subgraph);
}

/** Names of the fields of a type that a subgraph resolves, keys included. */
function resolvedIn(object: DraftObject, subgraph: number): ReadonlySet<string> {
  const own = object.fields.filter(({ owners }) => owners.includes(subgraph)).map(({ name }) => name);
  return new Set([...own, ...(object.kind === 'entity' ? keyNamesIn(object, subgraph) : [])]);
}

/** Names of the fields that the keys of an entity have in a subgraph. */
export function keyNamesIn({ keys, stubs }: DraftEntity, subgraph: number): readonly string[] {
  const stub = stubs.get(subgraph);
  const fieldSets = keys.get(subgraph) ?? (stub === undefined ? [] : [stub]);
  return ['id', 'code', 'ref'].filter((name) => fieldSets.some((fields) => fields.split(' ').includes(name)));
}

/** The fields of an interface that every member a subgraph has can give there; none: it is not defined there. */
export function interfaceFieldsIn(
  { members, fields }: DraftInterface,
  subgraph: number,
): DraftInterface['fields'] {
  const here = members.filter((member) => isHome(member, subgraph)).map((each) => resolvedIn(each, subgraph));
  return here.length === 0 ? [] : fields.filter(({ name }) => here.every((names) => names.has(name)));
}

/** Types that something abstract can be in a subgraph; none: it is not defined there. */
export function typesBehind(type: DraftInterface | DraftUnion, subgraph: number): readonly string[] {
  if ('fields' in type && interfaceFieldsIn(type, subgraph).length === 0) return [];
  return type.members.filter((member) => isHome(member, subgraph)).map(({ name }) => name);
}
