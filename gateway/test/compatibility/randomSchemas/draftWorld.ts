import { GraphQLError, parseType, Kind, type TypeNode } from 'graphql';
import type { Resolvers } from '../../engine/testSupergraph.js';
import type { Row, World } from '../World.js';
import { Chance, seedOf } from './Chance.js';
import type { Draft, DraftField, DraftObject } from './Draft.js';
import { projection } from './projection.js';

const rowsEach = 3;

type Arguments = Readonly<Record<string, unknown>>;

export interface RandomWorld extends World {
  /** Lets mutations begin anew. */
  readonly reset: () => void;
}

/** What is in a random supergraph. Each value follows from the names of its type, row, field and arguments. */
export function draftWorld(draft: Draft): RandomWorld {
  const world = new DraftedWorld(draft);
  return { rows: world.entities(), resolvers: world.roots(), reset: () => world.reset() };
}

class DraftedWorld {
  readonly #draft: Draft;
  readonly #objects: ReadonlyMap<string, DraftObject>;
  readonly #rows = new Map<string, readonly Row[]>();
  #mutations = 0;

  constructor(draft: Draft) {
    this.#draft = draft;
    this.#objects = new Map(draft.objects.map((object) => [object.name, object]));
    for (const object of draft.objects)
      if (object.kind === 'entity')
        this.#rows.set(
          object.name,
          Array.from({ length: rowsEach }, (_, n) => this.#entity(object, n)),
        );
  }

  entities(): readonly Row[] {
    return [...this.#rows.values()].flat();
  }

  roots(): Resolvers {
    const { queries, mutations, seed } = this.#draft;
    const ofQueries = queries.map((field) => [
      field.name,
      (_: unknown, args: Arguments) => this.#value(field, seedOf(seed, field.name, written(args))),
    ]);
    const ofMutations = mutations.map((field) => [
      field.name,
      (_: unknown, args: Arguments) =>
        this.#value(field, seedOf(seed, this.#mutations++, field.name, written(args))),
    ]);
    return {
      Query: Object.fromEntries(ofQueries) as Record<string, unknown>,
      Mutation: Object.fromEntries(ofMutations) as Record<string, unknown>,
    };
  }

  reset(): void {
    this.#mutations = 0;
  }

  #entity(object: DraftObject, index: number): Row {
    const { name } = object;
    const ref = { __typename: 'Ref', a: index, b: `"${name}"` };
    return { id: `${name}-${index}`, code: 100 + index, ref, ...this.#object(object, index) };
  }

  #object({ name, fields }: DraftObject, row: number): Row {
    const { seed } = this.#draft;
    const members = fields.map((field): readonly [string, unknown] => {
      const { requires } = field;
      if (requires !== undefined)
        return [
          field.name,
          function (this: Row) {
            return projection(this, requires);
          },
        ];
      return [
        field.name,
        (args: Arguments) => this.#value(field, seedOf(seed, name, row, field.name, written(args))),
      ];
    });
    return { __typename: name, ...(Object.fromEntries(members) as Readonly<Record<string, unknown>>) };
  }

  #value(field: DraftField, seed: number): unknown {
    const chance = new Chance(seed);
    if (!field.isSound && chance.is(0.02)) throw new GraphQLError('broken');
    return this.#ofType(parseType(field.strictType), { field, chance });
  }

  #ofType(type: TypeNode, making: Making): unknown {
    const { chance, field } = making;
    if (type.kind === Kind.NON_NULL_TYPE)
      return !field.isSound && chance.is(0.015) ? null : this.#present(type.type, making);
    return chance.is(0.15) ? null : this.#present(type, making);
  }

  #present(type: Exclude<TypeNode, { kind: Kind.NON_NULL_TYPE }>, making: Making): unknown {
    const { chance } = making;
    if (type.kind === Kind.LIST_TYPE)
      return Array.from({ length: chance.below(4) }, () => this.#ofType(type.type, making));
    return this.#named(type.name.value, making);
  }

  #named(name: string, { chance, field }: Making): unknown {
    const leaf = leafOf[name];
    if (leaf !== undefined) return leaf(chance);
    const object = this.#objects.get(chance.oneOf(field.runtimeTypes) ?? name);
    if (object === undefined) throw new Error(`no type ${name}`);
    if (object.kind === 'value') return this.#object(object, chance.below(5));
    return this.#rows.get(object.name)?.[chance.below(rowsEach)];
  }
}

interface Making {
  readonly field: DraftField;
  readonly chance: Chance;
}

const leafOf: Readonly<Record<string, (chance: Chance) => unknown>> = {
  Int: (chance) => chance.below(1_000) - 500,
  Float: (chance) => chance.below(1_000) / 8,
  String: (chance) => chance.one(['', 'a', 'ä"\\\n', '😀 </b>', 'a longer text']),
  Boolean: (chance) => chance.is(0.5),
  ID: (chance) => `id-${chance.below(9)}`,
  Color: (chance) => chance.one(['RED', 'GREEN', 'BLUE']),
};

/** Arguments as text, whatever their order. */
function written(args: unknown): string {
  if (Array.isArray(args)) return `[${args.map(written).join()}]`;
  if (typeof args !== 'object' || args === null) return JSON.stringify(args);
  const entries = Object.entries(args).sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${entries.map(([name, value]) => `${name}:${written(value)}`).join()}}`;
}
