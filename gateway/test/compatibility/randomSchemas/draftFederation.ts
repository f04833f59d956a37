import type { Chance } from './Chance.js';
import type { Draft, DraftEntity, DraftField, DraftObject } from './Draft.js';
import { draftLeaf } from './draftField.js';
import { keyNamesIn } from './presence.js';

const leafNames: ReadonlySet<string> = new Set(['Int', 'Float', 'String', 'Boolean', 'ID', 'Color']);

/** The named type of a type in SDL. */
export function namedType(type: string): string {
  return type.replace(/[[\]!]/g, '');
}

function isLeaf({ type }: DraftField): boolean {
  return leafNames.has(namedType(type));
}

function entitiesOf({ objects }: Draft): readonly DraftEntity[] {
  return objects.filter((object) => object.kind === 'entity');
}

/** Lets fields move from one subgraph to another. */
export function draftOverrides(chance: Chance, draft: Draft): void {
  for (const { fields, keys } of entitiesOf(draft))
    for (const field of fields) {
      const others = [...keys.keys()].filter((home) => !field.owners.includes(home));
      const from = chance.oneOf(others);
      const isAlone = field.owners.length === 1 && field.name.startsWith('e') && isLeaf(field);
      if (isAlone && from !== undefined && chance.is(0.12)) field.overrides = from;
    }
}

/**
 * Adds fields that require others of their entity. What is required requires nothing itself: over chains of requirements
 * the planner (0.0.38) may never end, see requirementChains.ts.
 */
export function draftRequirements(chance: Chance, draft: Draft): void {
  for (const entity of entitiesOf(draft))
    for (const subgraph of entity.keys.keys()) {
      const known = entity.fields.filter(
        (field) => isForeign(field, subgraph) && field.requires === undefined,
      );
      const wanted = chance.some(known, 1, 0.3).slice(0, 3);
      if (!chance.is(0.4) || wanted.length === 0) continue;
      if (leadsBack(draft, entity, subgraph) || !hasCommonKey(entity, subgraph)) continue;
      const parts = wanted.flatMap((field) => requirement(chance, draft, { field, subgraph }) ?? []);
      if (parts.length === 0) continue;
      const name = `${entity.name.toLowerCase()}r${subgraph}`;
      const field = draftLeaf(name, chance.one(['String', 'String!']), [subgraph]);
      entity.fields.push({ ...field, requires: parts.join(' ') });
    }
}

/**
 * Whether fields of one subgraph lead from an entity to itself. A requirement there cannot be met at the end of that way:
 * the planner (0.0.38) fails, see requirementsBehind.ts.
 */
function leadsBack(draft: Draft, entity: DraftEntity, subgraph: number): boolean {
  const reached = new Set<string>();
  const follow = ({ fields }: DraftObject): void => {
    for (const field of fields.filter(({ owners }) => owners.includes(subgraph)))
      for (const name of [namedType(field.type), ...field.runtimeTypes]) {
        const object = draft.objects.find((each) => each.name === name);
        if (object === undefined || reached.has(name)) continue;
        reached.add(name);
        follow(object);
      }
  };
  follow(entity);
  return reached.has(entity.name);
}

/**
 * Whether all who have an entity know the key by which a subgraph with requirements finds it: one of its simple keys, and all of
 * those of several fields. Otherwise the planner (0.0.38) ends the process, see requirementsOfKeys.ts.
 */
function hasCommonKey({ keys, stubs }: DraftEntity, subgraph: number): boolean {
  const all = [...keys.values(), ...[...stubs.values()].map((stub) => [stub])];
  const isCommon = (key: string) => all.every((others) => others.includes(key));
  const own = keys.get(subgraph) ?? [];
  const compound = own.filter((key) => key.includes(' '));
  return compound.length > 0 ? compound.every(isCommon) : own.some(isCommon);
}

/** Whether a subgraph could only learn of a field from another. */
function isForeign({ owners, args, overrides }: DraftField, subgraph: number): boolean {
  return !owners.includes(subgraph) && overrides !== subgraph && args.length === 0;
}

interface Wanted {
  readonly field: DraftField;
  readonly subgraph: number;
}

/** A field as a requirement, with what is wanted of it; undefined when that cannot be said in the subgraph. */
function requirement(chance: Chance, draft: Draft, { field, subgraph }: Wanted): string | undefined {
  const below = isLeaf(field) ? '' : requiredBelow(chance, draft, { field, subgraph });
  if (below === undefined) return undefined;
  demand(field, subgraph);
  makeSound(draft, field);
  return `${field.name}${below}`;
}

function requiredBelow(chance: Chance, { objects }: Draft, { field, subgraph }: Wanted): string | undefined {
  const object = objects.find(({ name }) => name === namedType(field.type));
  if (object === undefined) return undefined;
  if (object.kind === 'value') {
    if (!object.presentIn.includes(subgraph)) return undefined;
    const leaves = object.fields.filter((each) => isLeaf(each) && each.args.length === 0);
    const wanted = chance.some(leaves, 1, 0.4);
    for (const each of wanted) each.isSound = true;
    return wanted.length === 0 ? undefined : ` { ${wanted.map(({ name }) => name).join(' ')} }`;
  }
  const leaves = object.fields.filter(
    (each) => isLeaf(each) && isForeign(each, subgraph) && each.requires === undefined,
  );
  const wanted = chance.some(leaves, 0, 0.3);
  const key = keyNamesIn(object, subgraph).find((name) => name !== 'ref');
  const names = [...(key === undefined ? [] : [key]), ...wanted.map(({ name }) => name)];
  if (names.length === 0 || keyNamesIn(object, subgraph).length === 0) return undefined;
  for (const each of wanted) demand(each, subgraph);
  return ` { ${names.join(' ')} }`;
}

function demand(field: DraftField, subgraph: number): void {
  field.externalIn.add(subgraph);
  field.isSound = true;
}

/**
 * An error below what is required makes it null, if a client asks for both: so there are none, at any depth. What comes to a
 * requirement then is not what one schema would have.
 */
function makeSound(draft: Pick<Draft, 'objects'>, field: DraftField): void {
  const names = [namedType(field.type), ...field.runtimeTypes];
  const below = draft.objects.filter(({ name }) => names.includes(name)).flatMap(({ fields }) => fields);
  for (const each of below.filter(({ isSound }) => !isSound)) {
    each.isSound = true;
    makeSound(draft, each);
  }
}

/** Lets fields that lead to an entity bring along some of its fields. */
export function draftProvisions(chance: Chance, draft: Draft): void {
  const entities = entitiesOf(draft);
  const all = [...draft.queries, ...draft.objects.flatMap(({ fields }) => fields)];
  for (const field of all) {
    const entity = entities.find(({ name }) => name === namedType(field.type));
    const [subgraph] = field.owners;
    if (entity === undefined || subgraph === undefined || field.owners.length > 1) continue;
    const foreign = entity.fields.filter(
      (each) =>
        isLeaf(each) &&
        isForeign(each, subgraph) &&
        each.requires === undefined &&
        each.overrides === undefined,
    );
    if (foreign.length === 0 || !chance.is(0.25)) continue;
    const provided = chance.some(foreign, 1, 0.3);
    for (const each of provided) {
      each.externalIn.add(subgraph);
      each.isProvided = true;
    }
    field.provides.set(subgraph, provided.map(({ name }) => name).join(' '));
  }
}
