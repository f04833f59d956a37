import type { EngineResult } from '../../engine/EngineError.js';
import { isJsonObject, type JsonObject } from '../../engine/jsonObject.js';

/** The data of a result, read back from what the engine wrote; null when there is none. */
export function responseData({ data }: EngineResult): JsonObject | null {
  if (data === undefined) return null;
  const value: unknown = JSON.parse(Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString());
  return isJsonObject(value) ? value : null;
}
