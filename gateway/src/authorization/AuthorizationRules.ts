import type { Condition } from './Condition.js';

/** Positions in `AuthorizationRules.conditions`, all of which must be met. */
export type ConditionIds = readonly number[];

/** When a field of an object type may be had. */
export interface FieldRule {
  readonly all: ConditionIds;
  /** For each abstract type the field leads to: one of its possible types must be allowed, or there is nothing to have. */
  readonly oneOf: readonly (readonly ConditionIds[])[];
}

/** What a supergraph protects. Immutable. */
export interface AuthorizationRules {
  /** Different conditions, once each. */
  readonly conditions: readonly Condition[];
  /** By coordinate of an object type's field: `User.email`. Fields that are not here are free. */
  readonly fields: ReadonlyMap<string, FieldRule>;
  /** Object types behind each interface and union, also those clients cannot see. */
  readonly members: ReadonlyMap<string, readonly string[]>;
  /** Interfaces of each object type. */
  readonly interfaces: ReadonlyMap<string, readonly string[]>;
}

/** Whether a field with this rule is denied to somebody who does not meet these conditions. */
export function isDenied({ all, oneOf }: FieldRule, unmet: ReadonlySet<number>): boolean {
  const fails = (ids: ConditionIds) => ids.some((id) => unmet.has(id));
  return fails(all) || oneOf.some((alternatives) => alternatives.every(fails));
}

/** Every condition that decides about a field. */
export function conditionsIn({ all, oneOf }: FieldRule): ConditionIds {
  return [...all, ...oneOf.flat(2)];
}
