import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StepModel } from '../../../src/rules/chain/chainStep.js';
import { planChain, type GivenSource } from '../../../src/rules/chain/planChain.js';
import { tensorsMeet } from '../../../src/rules/chain/tensorsMeet.js';
import { runnerInputs } from '../../../src/rules/runnerInputs.js';

type Shape = StepModel['outputs'][number]['shape'];
const tensor = (name: string, shape: Shape = ['n', 2], dtype = 'float32') => ({ name, dtype, shape });
const tensors = (
  inputs: readonly ReturnType<typeof tensor>[],
  outputs: readonly ReturnType<typeof tensor>[],
): StepModel => ({
  runner: 'tensor',
  inputs: inputs.map((input) => ({ ...input, accepts: 'TENSOR' })),
  outputs,
});
const runner = (name: 'ocr' | 'text-classification' | 'image-classification'): StepModel => ({
  runner: name,
  inputs: runnerInputs(name, []),
  outputs: [],
});

const add = tensors([tensor('a'), tensor('b')], [tensor('sum')]);
const relu = tensors([tensor('x')], [tensor('y')]);
const split = tensors([tensor('x')], [tensor('a'), tensor('b')]);
type Step = readonly [StepModel, ...GivenSource[]];
const chain = (...steps: Step[]) => planChain(steps.map(([model, ...inputs]) => ({ model, inputs })));
const sources = (...steps: Step[]) => {
  const verdict = chain(...steps);
  if ('complaint' in verdict) throw new Error(JSON.stringify(verdict.complaint));
  return verdict.steps.map(({ inputs }) => inputs);
};
const complaint = (...steps: Step[]) => {
  const verdict = chain(...steps);
  return 'complaint' in verdict ? verdict.complaint : 'none';
};

describe('planChain', () => {
  it('finds by itself: the item for the first step, same names, and the only output for the only input', () => {
    expect(sources([split], [add], [relu])).toEqual([
      { x: { item: 'x' } },
      { a: { step: 0, part: '/a' }, b: { step: 0, part: '/b' } },
      { x: { step: 1, part: '/sum' } },
    ]);
  });

  it('gives the text that was read to whatever takes a text, and other texts by pointer', () => {
    const judge = runner('text-classification');
    expect(sources([runner('ocr')], [judge])).toEqual([
      { image: { item: 'image' } },
      { text: { step: 0, part: '/text' } },
    ]);
    expect(
      sources([runner('image-classification')], [judge, { name: 'text', step: 0, pointer: '/label' }])[1],
    ).toEqual({
      text: { step: 0, part: '/label' },
    });
    expect(complaint([runner('image-classification')], [judge])).toMatchObject({
      code: 'CHAIN_SOURCE_INVALID',
      step: 1,
      input: 'text',
    });
  });

  it('asks of the item what steps take of it, each once, and as all of them take it', () => {
    const open = tensors([tensor('p', [null, 'm'])], [tensor('q')]);
    const verdict = chain(
      [open],
      [add, { name: 'a', item: 'p' }, { name: 'b', step: 0 }],
      [relu, { name: 'x', item: 'r' }],
    );
    expect(verdict).toMatchObject({
      item: [
        { name: 'p', shape: ['step1.n', 2], isKept: true },
        { name: 'r', shape: ['step2.n', 2] },
      ],
    });
  });

  it.each<[string, Step[], object]>([
    [
      'an unknown input',
      [[relu, { name: 'z', item: 'x' }]],
      { code: 'CHAIN_INPUT_UNKNOWN', step: 0, input: 'z', known: 'x' },
    ],
    [
      'an input twice',
      [[relu, { name: 'x', item: 'x' }, { name: 'x', item: 'x' }]],
      { code: 'CHAIN_SOURCE_INVALID' },
    ],
    ['neither item nor step', [[relu, { name: 'x' }]], { code: 'CHAIN_SOURCE_INVALID', step: 0, input: 'x' }],
    [
      'both item and step',
      [[relu], [relu, { name: 'x', item: 'x', step: 0 }]],
      { code: 'CHAIN_SOURCE_INVALID', step: 1 },
    ],
    [
      'a pointer into the item',
      [[relu, { name: 'x', item: 'x', pointer: '/a' }]],
      { code: 'CHAIN_SOURCE_INVALID' },
    ],
    ['its own step', [[relu], [relu, { name: 'x', step: 1 }]], { reason: 'there is no step 1 before it.' }],
    ['a step below the first', [[relu], [relu, { name: 'x', step: -1 }]], { code: 'CHAIN_SOURCE_INVALID' }],
    [
      'an unknown output',
      [[relu], [relu, { name: 'x', step: 0, output: 'z' }]],
      { reason: expect.stringContaining('gives y') as string },
    ],
    ['no output of that name', [[relu], [add]], { code: 'CHAIN_SOURCE_INVALID', input: 'a' }],
    [
      'a pointer into tensors',
      [[relu], [relu, { name: 'x', step: 0, pointer: '/y' }]],
      { code: 'CHAIN_SOURCE_INVALID' },
    ],
    [
      'an output of a runner',
      [[runner('ocr')], [runner('text-classification'), { name: 'text', step: 0, output: 'text' }]],
      { code: 'CHAIN_SOURCE_INVALID' },
    ],
    [
      'no JSON pointer',
      [[runner('ocr')], [runner('text-classification'), { name: 'text', step: 0, pointer: 'text' }]],
      { code: 'CHAIN_SOURCE_INVALID' },
    ],
    ['a file from a step', [[relu], [runner('ocr')]], { code: 'CHAIN_SOURCE_INVALID', input: 'image' }],
    [
      'text for numbers',
      [[runner('ocr')], [relu]],
      { code: 'CHAIN_TENSOR_MISMATCH', expected: 'float32 [n, 2]', given: 'text (uint8 [?])' },
    ],
    [
      'another shape',
      [[relu], [tensors([tensor('x', ['n', 3])], [])]],
      {
        code: 'CHAIN_TENSOR_MISMATCH',
        step: 1,
        input: 'x',
        expected: 'float32 [n, 3]',
        given: 'float32 [n, 2]',
      },
    ],
    ['another rank', [[relu], [tensors([tensor('x', ['n'])], [])]], { code: 'CHAIN_TENSOR_MISMATCH' }],
    [
      'another type',
      [[relu], [tensors([tensor('x', ['n', 2], 'int64')], [])]],
      { code: 'CHAIN_TENSOR_MISMATCH' },
    ],
    [
      'two that take the same input of the item otherwise',
      [[relu], [runner('ocr'), { name: 'image', item: 'x' }]],
      { code: 'CHAIN_TENSOR_MISMATCH', step: 1, input: 'image', expected: 'a file', given: 'float32 [n, 2]' },
    ],
  ])('refuses %s', (_, steps, expected) => {
    expect(complaint(...steps)).toMatchObject(expected);
  });

  it('never takes anything of a step that is not before, whatever is asked for', () => {
    const source = fc.record(
      {
        name: fc.constantFrom('x', 'a', 'b'),
        item: fc.constantFrom('x', 'p'),
        step: fc.integer({ min: -1, max: 4 }),
      },
      { requiredKeys: ['name'] },
    );
    const step = fc.tuple(fc.constantFrom(add, relu, split), fc.array(source, { maxLength: 2 }));
    fc.assert(
      fc.property(fc.array(step, { minLength: 2, maxLength: 8 }), (given) => {
        const verdict = planChain(given.map(([model, inputs]) => ({ model, inputs })));
        if ('complaint' in verdict) return;
        verdict.steps.forEach(({ inputs }, place) => {
          expect(Object.keys(inputs)).toEqual(given[place]?.[0].inputs.map(({ name }) => name));
          for (const from of Object.values(inputs))
            if ('step' in from) expect(from.step).toBeLessThan(place);
            else expect(verdict.item.map(({ name }) => name)).toContain(from.item);
        });
      }),
    );
  });
});

describe('tensorsMeet', () => {
  const dimension = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom('n', 'm'), fc.constant(null));
  const shapes = fc.option(fc.array(dimension, { maxLength: 3 }));
  const fits = (shape: Shape, sizes: readonly number[]) =>
    shape === null ||
    (shape.length === sizes.length &&
      shape.every((size, place) => typeof size !== 'number' || size === sizes[place]));

  it('holds for two shapes where some tensor fits both, and only there', () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 });
    fc.assert(
      fc.property(shapes, shapes, sizes, (one, other, some) => {
        const meet = tensorsMeet(tensor('a', one), tensor('b', other));
        expect(meet).toBe(tensorsMeet(tensor('b', other), tensor('a', one)));
        if (fits(one, some) && fits(other, some)) expect(meet).toBe(true);
      }),
    );
    expect(tensorsMeet(tensor('a', [2]), tensor('b', [3]))).toBe(false);
  });
});
