/** A JSON object as a subgraph sent it: nothing is known of its members. */
export type JsonObject = Record<string, unknown>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A member that the object itself has. Keys come from clients, so `constructor` must not find the prototype's. */
export function ownValue(object: JsonObject, key: string): unknown {
  if (key === '__proto__') return Object.hasOwn(object, key) ? object[key] : undefined;
  const value = object[key];
  // JSON has no functions, and every other member of the prototype is one.
  return typeof value === 'function' ? undefined : value;
}

/** Reads a member whose key is known beforehand. */
export function memberReader(key: string): (object: JsonObject) => unknown {
  return key in Object.prototype ? (object) => ownValue(object, key) : (object) => object[key];
}

/** Sets a member, also one named `__proto__`, without touching the prototype. */
export function setOwnValue(object: JsonObject, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  else object[key] = value;
}
