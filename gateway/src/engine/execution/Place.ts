import type { JsonObject } from '../jsonObject.js';

/** A path in the response: response keys and list positions. */
export type ResponsePath = readonly (string | number)[];

/** An object of the growing response and one place where it is. */
export interface Place {
  readonly object: JsonObject;
  readonly path: ResponsePath;
}
