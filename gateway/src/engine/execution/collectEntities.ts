import { ownValue, type JsonObject } from '../jsonObject.js';
import { keyless, missing } from '../plan/Projection.js';
import type { EntityGroup } from '../plan/Step.js';
import { eachObjectAt, type VisitObject } from './eachObjectAt.js';
import type { Execution } from './Execution.js';
import { PlaceIndex } from './PlaceIndex.js';

/** What one `_entities` field is asked, each entity once, and which objects each answer completes. */
export interface EntityRequest {
  readonly group: EntityGroup;
  /** Representations as JSON text. */
  readonly representations: readonly string[];
  /** Objects by position of their representation. */
  readonly objects: readonly (readonly JsonObject[])[];
  /** Objects that cannot be asked about, because what they require is missing. */
  readonly unanswerable: readonly JsonObject[];
  /** Objects with nothing but nulls to tell them by. */
  readonly keyless: readonly JsonObject[];
  readonly places: PlaceIndex;
}

/** Finds the entities of a group in the response and removes duplicates. With `only`, none but those. */
export function collectEntities(
  execution: Execution<unknown>,
  group: EntityGroup,
  only?: ReadonlySet<JsonObject>,
): EntityRequest {
  const collection = new EntityCollection(execution, group);
  const visit: VisitObject =
    only === undefined
      ? collection.visit
      : (object) => (only.has(object) ? collection.visit(object) : object);
  for (const path of group.paths) eachObjectAt(execution, path, visit);
  return collection.request();
}

/** The objects that stand for one entity. */
interface Standing {
  readonly objects: JsonObject[];
  /** The one that holds nothing but its representation: others that hold nothing else are the same. */
  plain: JsonObject | undefined;
}

class EntityCollection {
  readonly #execution: Execution<unknown>;
  readonly #group: EntityGroup;
  readonly #byRepresentation = new Map<string, Standing>();
  /** The same by type and key, where a single key is all of the representation: that needs no text to compare. */
  readonly #byKey = new Map<unknown, Map<string, Standing>>();
  readonly #unanswerable: JsonObject[] = [];
  readonly #keyless: JsonObject[] = [];

  constructor(execution: Execution<unknown>, group: EntityGroup) {
    this.#execution = execution;
    this.#group = group;
  }

  /** Notes an object, and answers which one shall be in its place. */
  readonly visit = (object: JsonObject): JsonObject => {
    const standing = this.#standingOf(object);
    if (standing === undefined) return object;
    const isPlain = this.#group.projection.isWhole(object);
    if (isPlain && standing.plain !== undefined && !this.#execution.awaited.has(object)) {
      this.#execution.shared.add(standing.plain);
      return standing.plain;
    }
    if (isPlain) standing.plain ??= object;
    standing.objects.push(object);
    return object;
  };

  /** From here on the objects are awaited: whoever makes the call releases them. */
  request(): EntityRequest {
    const objects = [...this.#byRepresentation.values()].map((standing) => standing.objects);
    for (const each of objects) this.#execution.awaited.await(each);
    return {
      group: this.#group,
      representations: [...this.#byRepresentation.keys()],
      objects,
      unanswerable: this.#unanswerable,
      keyless: this.#keyless,
      places: new PlaceIndex(this.#execution, this.#group.paths),
    };
  }

  #standingOf(object: JsonObject): Standing | undefined {
    const key = this.#group.projection.soleKeyOf(object);
    if (key === undefined) return this.#standingByRepresentation(object);
    const byKey = this.#keysOf(ownValue(object, '__typename'));
    const known = byKey.get(key);
    if (known !== undefined) return known;
    const standing = this.#standingByRepresentation(object);
    if (standing !== undefined) byKey.set(key, standing);
    return standing;
  }

  #standingByRepresentation(object: JsonObject): Standing | undefined {
    const representation = this.#group.projection.textOf(object);
    if (representation === missing) this.#unanswerable.push(object);
    if (representation === keyless) this.#keyless.push(object);
    if (typeof representation !== 'string') return undefined;
    const known = this.#byRepresentation.get(representation);
    if (known !== undefined) return known;
    const standing: Standing = { objects: [], plain: undefined };
    this.#byRepresentation.set(representation, standing);
    return standing;
  }

  #keysOf(typename: unknown): Map<string, Standing> {
    const known = this.#byKey.get(typename);
    if (known !== undefined) return known;
    const keys = new Map<string, Standing>();
    this.#byKey.set(typename, keys);
    return keys;
  }
}
