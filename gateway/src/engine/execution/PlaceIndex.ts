import type { JsonObject } from '../jsonObject.js';
import type { PlannedPath } from '../plan/PlannedPath.js';
import type { Execution } from './Execution.js';
import type { Place } from './Place.js';
import { placesAt } from './placesAt.js';

/** Most places looked at. A response with problems at more has more errors than it shows. */
const placeLimit = 10_000;

/** Where the objects of a group are. Objects know no path: it is looked for once, when there is an error to report. */
export class PlaceIndex {
  readonly #execution: Execution<unknown>;
  readonly #paths: readonly PlannedPath[];
  #places: ReadonlyMap<JsonObject, readonly Place[]> | undefined;

  constructor(execution: Execution<unknown>, paths: readonly PlannedPath[]) {
    this.#execution = execution;
    this.#paths = paths;
  }

  of(objects: readonly JsonObject[]): readonly Place[] {
    const places = (this.#places ??= this.#find());
    return [...new Set(objects)].flatMap((object) => places.get(object) ?? []);
  }

  #find(): ReadonlyMap<JsonObject, readonly Place[]> {
    const { data, supergraph } = this.#execution;
    const found = new Map<JsonObject, Place[]>();
    let count = 0;
    for (const path of this.#paths)
      for (const place of placesAt(data, path, supergraph.membership)) {
        if (++count > placeLimit) return found;
        const known = found.get(place.object);
        if (known === undefined) found.set(place.object, [place]);
        else known.push(place);
      }
    return found;
  }
}
