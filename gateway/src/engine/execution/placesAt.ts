import { isJsonObject, ownValue, type JsonObject } from '../jsonObject.js';
import type { PlannedPath } from '../plan/PlannedPath.js';
import type { TypeMembership } from '../supergraph/TypeMembership.js';
import { hasType } from './eachObjectAt.js';
import type { Place, ResponsePath } from './Place.js';

interface Walk {
  readonly path: PlannedPath;
  readonly membership: TypeMembership;
}

/** Every place of the response a planned path leads to: what objectsAt finds, as often as it is there, with the way. */
export function placesAt(data: JsonObject, path: PlannedPath, membership: TypeMembership): Iterable<Place> {
  return walk({ path, membership }, 0, { value: data, at: [] });
}

function* walk(
  { path, membership }: Walk,
  position: number,
  { value, at }: { readonly value: unknown; readonly at: ResponsePath },
): Generator<Place, void, undefined> {
  const segment = path[position];
  if (segment?.kind === 'items' && Array.isArray(value)) {
    for (const [index, item] of value.entries())
      yield* walk({ path, membership }, position, { value: item, at: [...at, index] });
    return;
  }
  if (!isJsonObject(value)) return;
  switch (segment?.kind) {
    case undefined:
      yield { object: value, path: at };
      return;
    case 'items':
      yield* walk({ path, membership }, position + 1, { value, at });
      return;
    case 'type':
      if (hasType(value, segment.conditions, membership))
        yield* walk({ path, membership }, position + 1, { value, at });
      return;
    case 'member': {
      const { key } = segment;
      yield* walk({ path, membership }, position + 1, { value: ownValue(value, key), at: [...at, key] });
    }
  }
}
