import { isJsonObject, ownValue, setOwnValue, type JsonObject } from '../jsonObject.js';
import type { PlannedPath } from '../plan/PlannedPath.js';
import type { TypeMembership } from '../supergraph/TypeMembership.js';
import type { Execution } from './Execution.js';

/** Sees an object and answers which one shall be in its place: it, or another that says the same. */
export type VisitObject = (object: JsonObject) => JsonObject;

/** Visits every object a planned path leads to, once, however many places of the response it is at. */
export function eachObjectAt(execution: Execution<unknown>, path: PlannedPath, visit: VisitObject): void {
  new Walk(execution, path, visit).enter(execution.data, 0);
}

/** Whether an object is meant by a path's type condition. One whose type was not asked for may be. */
export function hasType(value: unknown, conditions: readonly string[], membership: TypeMembership): boolean {
  if (!isJsonObject(value)) return false;
  const typename = ownValue(value, '__typename');
  if (typeof typename !== 'string') return true;
  return conditions.some((condition) => membership.satisfies(typename, condition));
}

class Walk {
  readonly #execution: Execution<unknown>;
  readonly #path: PlannedPath;
  readonly #visit: VisitObject;
  /** What is in the place of values met. Only shared ones can be met twice; a path may lead through one twice. */
  readonly #met: (Map<unknown, unknown> | undefined)[] = [];

  constructor(execution: Execution<unknown>, path: PlannedPath, visit: VisitObject) {
    this.#execution = execution;
    this.#path = path;
    this.#visit = visit;
  }

  /** Walks on from a value, and answers what shall be in its place. */
  enter(value: unknown, position: number): unknown {
    if (typeof value !== 'object' || value === null) return value;
    if (!this.#execution.shared.has(value)) return this.#pass(value, position);
    const met = (this.#met[position] ??= new Map<unknown, unknown>());
    if (!met.has(value)) met.set(value, this.#pass(value, position));
    return met.get(value);
  }

  #pass(value: object, position: number): unknown {
    const segment = this.#path[position];
    switch (segment?.kind) {
      case undefined:
        return isJsonObject(value) ? this.#visit(value) : value;
      case 'items':
        if (!Array.isArray(value)) return this.enter(value, position + 1);
        this.#items(value, position);
        return value;
      case 'type': {
        const { membership } = this.#execution.supergraph;
        return hasType(value, segment.conditions, membership) ? this.enter(value, position + 1) : value;
      }
      case 'member':
        if (isJsonObject(value)) this.#member(value, segment.key, position + 1);
        return value;
    }
  }

  #member(object: JsonObject, key: string, position: number): void {
    const value = ownValue(object, key);
    const other = this.enter(value, position);
    if (other !== value) setOwnValue(object, key, other);
  }

  /** Lists of lists count as one. */
  #items(list: unknown[], position: number): void {
    for (let index = 0; index < list.length; index++) {
      const item: unknown = list[index];
      const other = this.enter(item, Array.isArray(item) ? position : position + 1);
      if (other !== item) list[index] = other;
    }
  }
}
