import type { Chance } from './Chance.js';
import type { DraftEntity, DraftField } from './Draft.js';
import { interfaceFieldsIn, typesBehind, type DraftTypes } from './presence.js';

interface Place {
  readonly name: string;
  readonly owners: readonly number[];
  /** Roots lead to objects more often. */
  readonly isRoot?: boolean;
}

interface Target {
  readonly named: string;
  readonly runtimeTypes: readonly string[];
}

const leaves = ['Int', 'Float', 'String', 'Boolean', 'ID', 'Color'] as const;
const wrappings = ['T', 'T', 'T', 'T!', 'T!', '[T]', '[T!]', '[T!]!', '[T]!', '[[T]]', '[[T!]!]'] as const;
const allArguments = ['size: Int', 'shade: Color = RED', 'tag: String!', 'many: [Int!]', 'by: In'] as const;

/** A field of any type that all its owners have. Entities that an owner lacks are referred to there. */
export function draftField(chance: Chance, types: DraftTypes, place: Place): DraftField {
  const { owners } = place;
  const { named, runtimeTypes } = draftTarget(chance, types, place);
  const type = chance.one(wrappings).replace('T', named);
  const isStricter = owners.length > 1 && !type.endsWith('!') && chance.is(0.3);
  const args = chance.is(0.25) ? chance.some(allArguments, 1, 0.3) : [];
  const base = draftLeaf(place.name, type, owners);
  if (!isStricter) return { ...base, args, runtimeTypes };
  return {
    ...base,
    args,
    runtimeTypes,
    strictType: `${type}!`,
    strictIn: chance.some(owners, 1).slice(0, 1),
    isSound: true,
  };
}

/** A field without anything special. */
export function draftLeaf(name: string, type: string, owners: readonly number[]): DraftField {
  return {
    ...{ name, type, strictType: type, strictIn: [], args: [], owners, runtimeTypes: [] },
    ...{ provides: new Map(), externalIn: new Set(), isProvided: false, isSound: false },
  };
}

function draftTarget(chance: Chance, types: DraftTypes, { owners, isRoot = false }: Place): Target {
  const roll = isRoot ? 0.3 + chance.below(70) / 100 : chance.below(100) / 100;
  if (roll < 0.45) return { named: chance.one(leaves), runtimeTypes: [] };
  if (roll < 0.6) return valueTarget(chance, types, owners);
  if (roll < 0.82) return entityTarget(chance, types, owners);
  return abstractTarget(chance, types, owners);
}

function valueTarget(chance: Chance, { objects }: DraftTypes, owners: readonly number[]): Target {
  const values = objects.filter(
    (object) => object.kind === 'value' && owners.every((owner) => object.presentIn.includes(owner)),
  );
  return { named: chance.oneOf(values)?.name ?? 'Int', runtimeTypes: [] };
}

function entityTarget(chance: Chance, { objects }: DraftTypes, owners: readonly number[]): Target {
  const entities = objects.filter((object) => object.kind === 'entity');
  const entity = chance.oneOf(entities);
  if (entity === undefined) return { named: 'Int', runtimeTypes: [] };
  for (const owner of owners) refer(chance, entity, owner);
  return { named: entity.name, runtimeTypes: [] };
}

function refer(chance: Chance, { keys, stubs }: DraftEntity, subgraph: number): void {
  if (keys.has(subgraph) || stubs.has(subgraph)) return;
  const key = chance.oneOf([...keys.values()].flat());
  if (key !== undefined) stubs.set(subgraph, key);
}

/**
 * Where several subgraphs have the field, they must have all fields of an interface: otherwise the planner (0.0.38) finds no
 * way, see sharedInterfaces.ts.
 */
function abstractTarget(
  chance: Chance,
  { interfaces, unions }: DraftTypes,
  owners: readonly number[],
): Target {
  const whole = interfaces.filter(
    (type) =>
      owners.length === 1 ||
      owners.every((owner) => interfaceFieldsIn(type, owner).length === type.fields.length),
  );
  const choices = [...whole, ...unions].flatMap((type) => {
    const [first = [], ...others] = owners.map((owner) => typesBehind(type, owner));
    const runtimeTypes = first.filter((name) => others.every((names) => names.includes(name)));
    return runtimeTypes.length === 0 ? [] : [{ named: type.name, runtimeTypes }];
  });
  return chance.oneOf(choices) ?? { named: 'String', runtimeTypes: [] };
}
