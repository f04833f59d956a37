import { isJsonObject, ownValue, setOwnValue, type JsonObject } from '../jsonObject.js';

/**
 * Adds what a subgraph returned to an object of the response. Objects and lists that are there already are
 * completed in place, because later steps hold references to them. A null never erases data another subgraph gave.
 */
export function mergeInto(
  target: JsonObject,
  source: JsonObject,
  isObjectType: (name: string) => boolean,
): void {
  for (const key of Object.keys(source)) {
    const incoming = source[key];
    const existing = ownValue(target, key);
    if (existing === undefined) setOwnValue(target, key, incoming);
    else if (key !== '__typename' || typeof existing !== 'string' || !isObjectType(existing))
      setOwnValue(target, key, merged(existing, incoming, isObjectType));
  }
}

function merged(existing: unknown, incoming: unknown, isObjectType: (name: string) => boolean): unknown {
  if (existing === incoming) return existing;
  if (isJsonObject(existing) && isJsonObject(incoming)) {
    mergeInto(existing, incoming, isObjectType);
    return existing;
  }
  if (Array.isArray(existing) && Array.isArray(incoming)) {
    for (const [index, item] of incoming.entries())
      existing[index] = merged(existing[index], item, isObjectType);
    return existing;
  }
  return incoming === null && existing !== undefined ? existing : incoming;
}
