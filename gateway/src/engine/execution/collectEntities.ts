import type { JsonObject } from '../jsonObject.js';
import { missing } from '../plan/Projection.js';
import type { EntityGroup } from '../plan/Step.js';
import { eachObjectAt } from './eachObjectAt.js';
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
  readonly places: PlaceIndex;
}

/** The objects that stand for one entity. */
interface Standing {
  readonly objects: JsonObject[];
  /** The one that holds nothing but its representation: others that hold nothing else are the same. */
  plain: JsonObject | undefined;
}

/** Finds the entities of a group in the response and removes duplicates. */
export function collectEntities(execution: Execution<unknown>, group: EntityGroup): EntityRequest {
  const entities = new Map<string, Standing>();
  const unanswerable: JsonObject[] = [];
  const visit = (object: JsonObject): JsonObject => {
    const representation = group.projection.textOf(object);
    if (representation === missing) unanswerable.push(object);
    if (representation === missing || representation === undefined) return object;
    const standing = standingFor(entities, representation);
    const isPlain = group.projection.isWhole(object);
    if (isPlain && standing.plain !== undefined) {
      execution.shared.add(standing.plain);
      return standing.plain;
    }
    if (isPlain) standing.plain = object;
    standing.objects.push(object);
    return object;
  };
  for (const path of group.paths) eachObjectAt(execution, path, visit);
  return {
    group,
    representations: [...entities.keys()],
    objects: [...entities.values()].map(({ objects }) => objects),
    unanswerable,
    places: new PlaceIndex(execution, group.paths),
  };
}

function standingFor(entities: Map<string, Standing>, representation: string): Standing {
  const known = entities.get(representation);
  if (known !== undefined) return known;
  const standing: Standing = { objects: [], plain: undefined };
  entities.set(representation, standing);
  return standing;
}
