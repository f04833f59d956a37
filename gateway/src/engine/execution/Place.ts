import type { JsonObject } from '../jsonObject.js';

/** A path in the response: response keys and list positions. */
export type ResponsePath = readonly (string | number)[];

/** A path as a linked list: cheap to extend, spelled out only when there is an error to report. */
export interface PathLink {
  readonly parent: PathLink | undefined;
  readonly key: string | number;
}

/** An object of the growing response and where it is. */
export interface Place {
  readonly object: JsonObject;
  readonly path: PathLink | undefined;
}

export function extendPath(parent: PathLink | undefined, key: string | number): PathLink {
  return { parent, key };
}

export function spellPath(path: PathLink | undefined): ResponsePath {
  const keys: (string | number)[] = [];
  for (let link = path; link !== undefined; link = link.parent) keys.push(link.key);
  return keys.reverse();
}
