import { saturated, type Amount } from './CostProgram.js';

/** What is selected of objects of one type, with what it costs: the static cost, and all that the actual one needs. */
export interface CostPlace {
  readonly type: string;
  readonly fields: readonly CostField[];
  /** Static cost of the selections, without the object itself. */
  readonly cost: Amount;
}

export interface CostField {
  /** Its key in responses. */
  readonly key: string;
  /** Whether it is `__typename`, which costs nothing and tells types apart. */
  readonly isTypename: boolean;
  /** What one leaf costs, and null: the weight that somebody wrote. */
  readonly weight: number;
  readonly arguments: Amount;
  /** Lists within lists: 0 for a single value. */
  readonly levels: number;
  /** What its objects may be; undefined for leaves. */
  readonly objects: readonly CostObject[] | undefined;
}

/** One possible type of a field's objects. */
export interface CostObject {
  /** What one object costs besides its selections. */
  readonly weight: number;
  readonly place: CostPlace;
}

/** What one item costs with what is selected of it: never less than nothing. */
export function itemCost(weight: number, selections: number): number {
  return saturated(Math.max(0, weight + selections));
}

/** What a field costs: its items and its arguments, never less than nothing. */
export function fieldCost(items: number, inputs: number): number {
  return saturated(Math.max(0, items + inputs));
}
