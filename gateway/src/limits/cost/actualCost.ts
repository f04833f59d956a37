import { isJsonObject, ownValue, type JsonObject } from '../../engine/jsonObject.js';
import { fieldCost, itemCost, type CostField, type CostObject, type CostPlace } from './CostPlace.js';
import { amountIn, saturated, type CostRun } from './CostProgram.js';

/**
 * What a response cost: the same rules as for the static cost, with the lists and types that came. An object whose
 * type the response does not tell counts as the most expensive of the types it may have.
 */
export function actualCost(run: CostRun, place: CostPlace, data: JsonObject): number {
  let cost = 0;
  for (const field of place.fields)
    cost = saturated(cost + actualFieldCost(run, field, ownValue(data, field.key)));
  return cost;
}

function actualFieldCost(run: CostRun, field: CostField, value: unknown): number {
  const isFree = field.weight === 0 && field.objects === undefined;
  const items = isFree ? 0 : itemsCost(run, field, { value, levels: field.levels });
  return fieldCost(items, amountIn(run, field.arguments));
}

/** A list that is null has no items; an item that is null costs what somebody wrote at it. */
function itemsCost(
  run: CostRun,
  field: CostField,
  { value, levels }: { readonly value: unknown; readonly levels: number },
): number {
  if (levels === 0) return oneCost(run, field, value);
  if (!Array.isArray(value)) return 0;
  let cost = 0;
  for (const item of value as readonly unknown[])
    cost = saturated(cost + itemsCost(run, field, { value: item, levels: levels - 1 }));
  return cost;
}

function oneCost(run: CostRun, { weight, objects }: CostField, value: unknown): number {
  if (objects === undefined || !isJsonObject(value)) return Math.max(0, weight);
  const object = objectOf(run, objects, value);
  return object === undefined ? 0 : itemCost(object.weight, actualCost(run, object.place, value));
}

function objectOf(run: CostRun, objects: readonly CostObject[], value: JsonObject): CostObject | undefined {
  if (objects.length === 1) return objects[0];
  let [dearest, greatest]: [CostObject | undefined, number] = [undefined, -Infinity];
  for (const object of objects) {
    const cost = object.weight + amountIn(run, object.place.cost);
    if (cost > greatest && mayBe(object.place, value)) [dearest, greatest] = [object, cost];
  }
  return dearest;
}

/** Whether an object of the response may have a place's type: all its fields are there, and no name says otherwise. */
function mayBe({ type, fields }: CostPlace, value: JsonObject): boolean {
  return fields.every(({ key, isTypename }) =>
    isTypename ? ownValue(value, key) === type : Object.hasOwn(value, key),
  );
}
