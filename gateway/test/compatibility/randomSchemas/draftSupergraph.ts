import { Chance } from './Chance.js';
import type { Draft, DraftEntity, DraftField, DraftInterface, DraftObject, DraftUnion } from './Draft.js';
import { draftField, draftLeaf } from './draftField.js';
import { draftOverrides, draftProvisions, draftRequirements } from './draftFederation.js';
import type { DraftTypes } from './presence.js';

/** A random supergraph. Most of them compose. */
export function draftSupergraph(seed: number): Draft {
  const chance = new Chance(seed);
  const count = 2 + chance.below(3);
  const objects = draftObjects(chance, count);
  const types: DraftTypes = {
    count,
    objects,
    interfaces: draftInterfaces(chance, objects),
    unions: draftUnions(chance, objects),
  };
  for (const object of objects) addFields(chance, types, object);
  const queries = draftRoots(chance, types, { prefix: 'q', most: 3 });
  const mutations = chance.is(0.4) ? draftRoots(chance, types, { prefix: 'm', most: 2 }) : [];
  const draft = { ...types, seed, queries, mutations };
  draftOverrides(chance, draft);
  draftRequirements(chance, draft);
  draftProvisions(chance, draft);
  return draft;
}

function draftObjects(chance: Chance, count: number): readonly DraftObject[] {
  const subgraphs = Array.from({ length: count }, (_, index) => index);
  const entities = Array.from({ length: 1 + chance.below(3) }, (_, index) =>
    draftEntity(chance, `E${index}`, subgraphs),
  );
  const values = Array.from({ length: chance.below(3) }, (_, index) => ({
    ...{ kind: 'value' as const, name: `V${index}`, fields: [] },
    presentIn: chance.some(subgraphs, 1, 0.6),
  }));
  return [...entities, ...values];
}

type KeysOf = (index: number) => readonly string[];

function draftEntity(chance: Chance, name: string, subgraphs: readonly number[]): DraftEntity {
  const keysOf = chance.one<KeysOf>([
    () => ['id'],
    () => ['id'],
    () => chance.some(['id', 'code'], 1),
    (index) => (index === 0 ? ['id', 'code'] : chance.some(['id', 'code'], 1)),
    () => ['id code'],
    () => ['ref { a b }'],
    (index) => (index === 0 ? ['id', 'code ref { a }'] : chance.some(['id', 'code ref { a }'], 1)),
  ]);
  const homes = chance.some(subgraphs, 1, 0.7);
  const keys = new Map(homes.map((subgraph, index) => [subgraph, keysOf(index)]));
  return { kind: 'entity', name, fields: [], keys, stubs: new Map() };
}

function draftInterfaces(chance: Chance, objects: readonly DraftObject[]): readonly DraftInterface[] {
  return Array.from({ length: chance.below(3) }, (_, index) => {
    const members = chance.some(objects, 1);
    const fields = Array.from({ length: 1 + chance.below(2) }, (_each, nth) => {
      const name = `i${index}f${nth}`;
      const type = chance.one(['Int', 'String', '[Color!]', 'Float!']);
      for (const member of members) {
        // Of entities, the planner (0.0.38) would ask both types at once in some cases, see differingEntities.ts.
        const isStricter = member.kind === 'value' && !type.endsWith('!') && chance.is(0.15);
        member.fields.push(draftLeaf(name, isStricter ? `${type}!` : type, someOwners(chance, member)));
      }
      return { name, type };
    });
    const haveId = members.every(
      (each) => each.kind === 'entity' && [...each.keys.values()].flat().includes('id'),
    );
    return { name: `I${index}`, members, fields: haveId ? [{ name: 'id', type: 'ID!' }, ...fields] : fields };
  });
}

function draftUnions(chance: Chance, objects: readonly DraftObject[]): readonly DraftUnion[] {
  return Array.from({ length: chance.below(2) }, (_, index) => ({
    name: `U${index}`,
    members: chance.some(objects, 1, 0.7),
  }));
}

function addFields(chance: Chance, types: DraftTypes, object: DraftObject): void {
  const prefix = object.name.toLowerCase();
  for (let index = 0; index < 1 + chance.below(4); index++) {
    const owners = someOwners(chance, object);
    object.fields.push(draftField(chance, types, { name: `${prefix}f${index}`, owners }));
  }
}

/** Values are the same wherever they are; fields of entities are mostly in one place. */
function someOwners(chance: Chance, object: DraftObject): readonly number[] {
  if (object.kind === 'value') return object.presentIn;
  const homes = [...object.keys.keys()];
  if (chance.is(0.25)) return chance.some(homes, 1);
  const home = chance.oneOf(homes);
  return home === undefined ? [] : [home];
}

function draftRoots(
  chance: Chance,
  types: DraftTypes,
  { prefix, most }: { readonly prefix: string; readonly most: number },
): readonly DraftField[] {
  const roots: DraftField[] = [];
  for (let subgraph = 0; subgraph < types.count; subgraph++)
    for (let index = 0; index < 1 + chance.below(most); index++) {
      const other = (subgraph + 1) % types.count;
      const owners = prefix === 'q' && chance.is(0.15) ? [subgraph, other] : [subgraph];
      roots.push(draftField(chance, types, { name: `${prefix}${subgraph}x${index}`, owners, isRoot: true }));
    }
  return roots;
}
