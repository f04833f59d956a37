import { numericParametersSchema } from '@ai-collective/contracts';
import { describe, expect, it } from 'vitest';
import { findParameter, parameterCatalogue } from '../../src/rules/parameterCatalogue.js';

describe('parameterCatalogue', () => {
  it('has every parameter that is a number once, in alphabetical order', () => {
    const names = parameterCatalogue.map(({ name }) => name);
    expect(names).toEqual(Object.keys(numericParametersSchema.shape).sort());
  });

  it.each(parameterCatalogue)('says of $name what it is, and has its default within bounds', (parameter) => {
    expect(parameter.description).not.toBe('');
    expect(parameter.minimum).toBeGreaterThan(Number.MIN_SAFE_INTEGER);
    expect(parameter.maximum).toBeLessThan(Number.MAX_SAFE_INTEGER);
    expect(parameter.default).toBeGreaterThanOrEqual(parameter.minimum);
    expect(parameter.default).toBeLessThanOrEqual(parameter.maximum);
  });

  it('finds parameters by name and nothing else', () => {
    expect(findParameter('jobs.maxItems')).toMatchObject({
      minimum: 1,
      maximum: 1_000_000,
      default: 100_000,
    });
    expect(findParameter('constructor')).toBeUndefined();
  });
});
