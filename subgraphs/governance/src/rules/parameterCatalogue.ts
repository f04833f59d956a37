import {
  defaultPolicyParameters,
  numericParametersSchema,
  type PolicyParameterName,
} from '@ai-collective/contracts';
import type { z } from 'zod';

/** A policy parameter as people are told of it. */
export interface ParameterDescription {
  readonly name: PolicyParameterName;
  readonly description: string;
  readonly minimum: number;
  readonly maximum: number;
  readonly default: number;
}

/** Every policy parameter that is a number, with its bounds and default, in alphabetical order. */
export const parameterCatalogue: readonly ParameterDescription[] = Object.entries(
  numericParametersSchema.shape,
)
  .map(([name, schema]) => describe(name as PolicyParameterName, schema))
  .sort((left, right) => (left.name < right.name ? -1 : 1));

/** The catalogue's entry of a name, or undefined for a name nobody knows. */
export function findParameter(name: string): ParameterDescription | undefined {
  return parameterCatalogue.find((parameter) => parameter.name === name);
}

function describe(name: PolicyParameterName, schema: z.ZodDefault<z.ZodNumber>): ParameterDescription {
  const { minValue, maxValue } = schema.unwrap();
  return {
    name,
    description: schema.description ?? '',
    minimum: minValue ?? Number.MIN_SAFE_INTEGER,
    maximum: maxValue ?? Number.MAX_SAFE_INTEGER,
    default: defaultPolicyParameters[name],
  };
}
