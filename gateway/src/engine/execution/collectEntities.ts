import type { JsonObject } from '../jsonObject.js';
import { missing } from '../plan/Projection.js';
import type { EntityGroup } from '../plan/Step.js';
import type { Execution } from './Execution.js';
import { objectsAt } from './objectsAt.js';
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
  readonly places: PlaceIndex;
}

/** Finds the entities of a group in the response and removes duplicates. */
export function collectEntities(execution: Execution<unknown>, group: EntityGroup): EntityRequest {
  const { membership } = execution.supergraph;
  const byRepresentation = new Map<string, JsonObject[]>();
  const unanswerable: JsonObject[] = [];
  for (const path of group.paths)
    for (const object of objectsAt(execution.data, path, membership)) {
      const representation = group.projection.textOf(object);
      if (representation === missing) unanswerable.push(object);
      else if (representation !== undefined) {
        const known = byRepresentation.get(representation);
        if (known === undefined) byRepresentation.set(representation, [object]);
        else known.push(object);
      }
    }
  return {
    group,
    representations: [...byRepresentation.keys()],
    objects: [...byRepresentation.values()],
    unanswerable,
    places: new PlaceIndex(execution, group.paths),
  };
}
