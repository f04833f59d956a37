import { defaultPolicyParameters, type PolicyParameters } from '@ai-collective/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeParameters, type ParameterChange } from '../../src/rules/changeParameters.js';
import { parameterCatalogue } from '../../src/rules/parameterCatalogue.js';

const anyParameter = fc.constantFrom(...parameterCatalogue);
const validChange = anyParameter.chain(({ name, minimum, maximum }) =>
  fc.record({ name: fc.constant(name), value: fc.integer({ min: minimum, max: maximum }) }),
);
const validChanges = fc.uniqueArray(validChange, { minLength: 1, selector: ({ name }) => name });
const anyChange = fc.record({
  name: fc.oneof(
    anyParameter.map(({ name }) => name),
    fc.string(),
    fc.constantFrom('__proto__', 'toString'),
  ),
  value: fc.oneof(fc.integer(), fc.double(), fc.constantFrom(NaN, Infinity, -0, 1e300)),
});

/** Some changes, and the same in another order. */
const shuffled = (changes: fc.Arbitrary<ParameterChange[]>) =>
  changes.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })));

describe('changeParameters', () => {
  it('changes what it is told and nothing else', () => {
    expect(
      changeParameters(defaultPolicyParameters, [
        { name: 'jobs.maxItems', value: 7 },
        { name: 'tasks.maxErrors', value: 2 },
      ]),
    ).toEqual({
      ok: true,
      parameters: { ...defaultPolicyParameters, 'jobs.maxItems': 7, 'tasks.maxErrors': 2 },
    });
  });

  it.each<[string, ParameterChange[], object]>([
    ['no changes', [], { problem: 'NO_CHANGES' }],
    ['an unknown name', [{ name: 'jobs.color', value: 1 }], { problem: 'UNKNOWN', name: 'jobs.color' }],
    ['a name of Object', [{ name: '__proto__', value: 1 }], { problem: 'UNKNOWN', name: '__proto__' }],
    [
      'a parameter twice',
      [
        { name: 'jobs.maxItems', value: 1 },
        { name: 'jobs.maxItems', value: 1 },
      ],
      { problem: 'TWICE', name: 'jobs.maxItems' },
    ],
    [
      'too little',
      [{ name: 'jobs.maxItems', value: 0 }],
      { problem: 'OUT_OF_BOUNDS', name: 'jobs.maxItems', minimum: 1, maximum: 1_000_000 },
    ],
    [
      'too much',
      [{ name: 'tasks.maxErrors', value: 21 }],
      { problem: 'OUT_OF_BOUNDS', name: 'tasks.maxErrors', minimum: 1, maximum: 20 },
    ],
    [
      'a fraction',
      [{ name: 'tasks.maxErrors', value: 1.5 }],
      { problem: 'OUT_OF_BOUNDS', name: 'tasks.maxErrors', minimum: 1, maximum: 20 },
    ],
    [
      'no number at all',
      [{ name: 'tasks.maxErrors', value: NaN }],
      { problem: 'OUT_OF_BOUNDS', name: 'tasks.maxErrors', minimum: 1, maximum: 20 },
    ],
  ])('refuses %s', (_, changes, problem) => {
    expect(changeParameters(defaultPolicyParameters, changes)).toEqual({ ok: false, ...problem });
  });

  it('takes everything within bounds, and both bounds themselves', () => {
    const bounds = parameterCatalogue.flatMap(({ name, minimum, maximum }) => [
      { name, value: minimum },
      { name, value: maximum },
    ]);
    for (const change of bounds) expect(changeParameters(defaultPolicyParameters, [change]).ok).toBe(true);
    fc.assert(fc.property(validChanges, (changes) => changeParameters(defaultPolicyParameters, changes).ok));
  });

  it('never yields a value out of bounds', () => {
    fc.assert(
      fc.property(fc.array(anyChange, { maxLength: 5 }), (changes) => {
        const outcome = changeParameters(defaultPolicyParameters, changes);
        if (!outcome.ok) return;
        for (const { name, minimum, maximum } of parameterCatalogue) {
          expect(outcome.parameters[name]).toBeGreaterThanOrEqual(minimum);
          expect(outcome.parameters[name]).toBeLessThanOrEqual(maximum);
          expect(Number.isInteger(outcome.parameters[name])).toBe(true);
        }
      }),
    );
  });

  it('answers the same whatever the order of the changes, also when it refuses', () => {
    const some = fc.oneof(validChanges, fc.array(fc.oneof(validChange, anyChange), { maxLength: 6 }));
    fc.assert(
      fc.property(shuffled(some), ([changes, others]) => {
        expect(changeParameters(defaultPolicyParameters, others)).toEqual(
          changeParameters(defaultPolicyParameters, changes),
        );
      }),
    );
  });

  it('leaves what it was given untouched', () => {
    const current: PolicyParameters = Object.freeze({ ...defaultPolicyParameters });
    changeParameters(current, Object.freeze([Object.freeze({ name: 'jobs.maxItems', value: 7 })]));
    expect(current).toEqual(defaultPolicyParameters);
  });
});
