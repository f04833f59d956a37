import type { EntityGroup } from '../plan/Step.js';
import type { JsonObject } from '../jsonObject.js';
import { applyRewrites } from './applyRewrites.js';
import type { Execution } from './Execution.js';
import type { Place } from './Place.js';
import { placesAt } from './placesAt.js';
import { representationOf } from './representationOf.js';

/** What one `_entities` field is asked, each entity once, and where each answer belongs. */
export interface EntityRequest {
  readonly group: EntityGroup;
  readonly representations: readonly JsonObject[];
  /** Places by position of their representation. */
  readonly places: readonly (readonly Place[])[];
  /** Places that cannot be asked about, because what they require is missing. */
  readonly unanswerable: readonly Place[];
}

/** Finds the entities of a group in the response and removes duplicates. */
export function collectEntities(execution: Execution<unknown>, group: EntityGroup): EntityRequest {
  const { membership } = execution.supergraph;
  const positions = new Map<string, number>();
  const representations: JsonObject[] = [];
  const places: Place[][] = [];
  const unanswerable: Place[] = [];
  for (const place of group.paths.flatMap((path) => placesAt(execution.data, path, membership))) {
    const representation = representationOf(place.object, group.requires, membership);
    if (representation === undefined) continue;
    if (representation === 'missing') {
      unanswerable.push(place);
      continue;
    }
    applyRewrites(representation, group.inputRewrites, membership);
    const key = JSON.stringify(representation);
    const position = positions.get(key) ?? representations.length;
    positions.set(key, position);
    representations[position] = representation;
    (places[position] ??= []).push(place);
  }
  return { group, representations, places, unanswerable };
}
