import { isJsonObject, ownValue, setOwnValue, type JsonObject } from '../jsonObject.js';

type IsObjectType = (name: string) => boolean;

const none: readonly string[] = [];

/**
 * Adds what a subgraph returned to an object of the response. Objects and lists that are there already are
 * completed in place, because later steps hold references to them. A null never erases data another subgraph gave.
 * What cannot be the same as what another subgraph gave is left out: a list of another length, an object of another
 * type. Returns the keys of the source below which something was.
 */
export function mergeInto(
  target: JsonObject,
  source: JsonObject,
  isObjectType: IsObjectType,
): readonly string[] {
  let disputed: string[] | undefined;
  for (const key of Object.keys(source)) {
    const incoming = source[key];
    const existing = ownValue(target, key);
    if (key === '__typename' && typeof existing === 'string' && isObjectType(existing)) continue;
    const fits = existing === undefined ? undefined : complete(existing, incoming, isObjectType);
    if (fits === undefined) setOwnValue(target, key, incoming);
    else if (!fits) (disputed ??= []).push(key);
  }
  return disputed ?? none;
}

/** Whether the two could be the same, and have been made it. Undefined when the other is to be taken instead. */
function complete(existing: unknown, incoming: unknown, isObjectType: IsObjectType): boolean | undefined {
  if (existing === incoming || incoming === null) return true;
  if (isJsonObject(existing) && isJsonObject(incoming))
    return (
      !haveOtherTypes(existing, incoming, isObjectType) &&
      mergeInto(existing, incoming, isObjectType).length === 0
    );
  if (Array.isArray(existing) && Array.isArray(incoming))
    return existing.length === incoming.length && completeItems(existing, incoming, isObjectType);
  return undefined;
}

function completeItems(
  existing: unknown[],
  incoming: readonly unknown[],
  isObjectType: IsObjectType,
): boolean {
  let fit = true;
  for (const [index, item] of incoming.entries()) {
    const fits = complete(existing[index], item, isObjectType);
    if (fits === undefined) existing[index] = item;
    else fit &&= fits;
  }
  return fit;
}

function haveOtherTypes(one: JsonObject, other: JsonObject, isObjectType: IsObjectType): boolean {
  const [name, otherName] = [ownValue(one, '__typename'), ownValue(other, '__typename')];
  if (name === otherName || typeof name !== 'string' || typeof otherName !== 'string') return false;
  return isObjectType(name) && isObjectType(otherName);
}
