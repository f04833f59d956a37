import { isJsonObject, type JsonObject } from '../../engine/jsonObject.js';

/** The data of a result, also of one that the engine wrote as JSON already; null when there is none. */
export function responseData({ data }: { readonly data?: unknown }): JsonObject | null {
  const value: unknown = typeof data === 'string' ? JSON.parse(data) : data;
  return isJsonObject(value) ? value : null;
}
