import type { FetchRewrite, RequiresSelection } from '@graphql-hive/router-query-planner';
import { applyRewrites } from '../execution/applyRewrites.js';
import { isJsonObject, ownValue, type JsonObject } from '../jsonObject.js';
import type { TypeMembership } from '../supergraph/TypeMembership.js';

/** Something required was never fetched: the call that should have brought it failed. */
export const missing = Symbol('missing');

/** Everything that would identify the object is null. */
export const keyless = Symbol('keyless');

interface ProjectedField {
  /** The key in the representation as JSON text, with its colon. */
  readonly keyText: string;
  readonly key: string;
  readonly name: string;
  readonly selections: readonly RequiresSelection[];
  /** The value as JSON text where it is known beforehand: the type's name. */
  readonly known: string | undefined;
}

/** The representations of one type's objects. */
interface Shape {
  readonly fields: readonly ProjectedField[];
  /** Whether they hold members of the object as they are. */
  readonly isFlat: boolean;
  /** The member that is the only one besides the type. */
  readonly soleKey: string | undefined;
}

/** What `_entities` is told of an object: its type and the fields a plan requires, as JSON text. */
export class Projection {
  readonly #requires: readonly RequiresSelection[];
  readonly #rewrites: readonly FetchRewrite[];
  readonly #membership: TypeMembership;
  readonly #shapesByType = new Map<unknown, Shape>();

  constructor(
    requires: readonly RequiresSelection[],
    rewrites: readonly FetchRewrite[],
    membership: TypeMembership,
  ) {
    this.#requires = requires;
    this.#rewrites = rewrites;
    this.#membership = membership;
  }

  /**
   * The representation of an object. Undefined when no requirement is for its type; {@link missing} when a required
   * field was never fetched, {@link keyless} when nothing identifies the object.
   */
  textOf(object: JsonObject): string | undefined | typeof missing | typeof keyless {
    const { fields } = this.#shapeOf(object);
    if (fields.length === 0) return undefined;
    let text = '';
    let isIdentified = fields.length === 1 && fields[0]?.key === '__typename';
    for (const { keyText, key, name, selections, known } of fields) {
      const value = known ?? this.#project(ownValue(object, name), selections);
      if (value === missing) return missing;
      if (value !== null && key !== '__typename') isIdentified = true;
      text += `${text === '' ? '{' : ','}${keyText}${known ?? textOfValue(value)}`;
    }
    return isIdentified ? this.#rewritten(`${text}}`) : keyless;
  }

  /** Whether the representation says all that is known of the object. */
  isWhole(object: JsonObject): boolean {
    const { fields, isFlat } = this.#shapeOf(object);
    return isFlat && Object.keys(object).length === fields.length;
  }

  /** The one key that tells objects of a type apart; undefined where there are more, or it is no string. */
  soleKeyOf(object: JsonObject): string | undefined {
    const { soleKey } = this.#shapeOf(object);
    const value = soleKey === undefined ? undefined : ownValue(object, soleKey);
    return typeof value === 'string' ? value : undefined;
  }

  #shapeOf(object: JsonObject): Shape {
    const typename = ownValue(object, '__typename');
    const known = this.#shapesByType.get(typename);
    if (known !== undefined) return known;
    const fields = new Map<string, ProjectedField>();
    this.#collect(this.#requires, typename, fields);
    const shape = shapeOf([...fields.values()], this.#rewrites.length > 0);
    if (typename === undefined || this.#membership.knows(typename)) this.#shapesByType.set(typename, shape);
    return shape;
  }

  #collect(
    selections: readonly RequiresSelection[],
    typename: unknown,
    fields: Map<string, ProjectedField>,
  ): void {
    for (const selection of selections) {
      if (selection.kind === 'FragmentSpread')
        throw new Error('Planned requirements have no named fragments.');
      if (selection.kind === 'InlineFragment') {
        if (this.#applies(typename, selection.typeCondition))
          this.#collect(selection.selections, typename, fields);
        continue;
      }
      const { name, alias: key = name, selections: nested = [] } = selection;
      const before = fields.get(key)?.selections ?? [];
      const known =
        name === '__typename' && typeof typename === 'string' ? JSON.stringify(typename) : undefined;
      fields.set(key, { keyText: `"${key}":`, key, name, selections: [...before, ...nested], known });
    }
  }

  #applies(typename: unknown, condition: string): boolean {
    return typeof typename === 'string' && this.#membership.satisfies(typename, condition);
  }

  #project(value: unknown, selections: readonly RequiresSelection[]): unknown {
    if (value === undefined) return missing;
    if (selections.length === 0 || value === null) return value;
    if (Array.isArray(value)) {
      const items = value.map((item) => this.#project(item, selections));
      return items.includes(missing) ? missing : items;
    }
    return isJsonObject(value) ? this.#projectObject(value, selections) : missing;
  }

  #projectObject(object: JsonObject, selections: readonly RequiresSelection[]): unknown {
    const fields = new Map<string, ProjectedField>();
    this.#collect(selections, ownValue(object, '__typename'), fields);
    const projected: JsonObject = {};
    // The plan fetches the types of abstract objects, but lists only what depends on them.
    const typename = ownValue(object, '__typename');
    if (selections.some(({ kind }) => kind === 'InlineFragment') && typeof typename === 'string')
      projected.__typename = typename;
    for (const { key, name, selections: nested } of fields.values()) {
      const value = this.#project(ownValue(object, name), nested);
      if (value === missing) return missing;
      projected[key] = value;
    }
    return projected;
  }

  #rewritten(text: string): string {
    if (this.#rewrites.length === 0) return text;
    const representation: unknown = JSON.parse(text);
    applyRewrites(representation, this.#rewrites, this.#membership);
    return JSON.stringify(representation);
  }
}

function shapeOf(fields: readonly ProjectedField[], isRewritten: boolean): Shape {
  const isFlat =
    !isRewritten && fields.every(({ key, name, selections }) => key === name && selections.length === 0);
  const others = fields.filter(({ known }) => known === undefined);
  const isKeyed = isFlat && fields.length === 2 && others.length === 1;
  return { fields, isFlat, soleKey: isKeyed ? others[0]?.name : undefined };
}

/** Keys are mostly short and plain, and calling the runtime for each costs more than looking. */
const plain = /^[ !#-[\]-~]{0,64}$/;

function textOfValue(value: unknown): string {
  return typeof value === 'string' && plain.test(value) ? `"${value}"` : JSON.stringify(value);
}
