import type { InlineTensor } from '@ai-collective/contracts';
import { describe, expect, it } from 'vitest';
import { inlineInputLimit } from '../../../src/rules/checkItem.js';
import { firstInput, stepInput } from '../../../src/rules/chain/stepInput.js';

const floats = (values: readonly number[], shape = [values.length]): InlineTensor => ({
  dtype: 'float32',
  shape,
  data: Buffer.from(new Float32Array(values).buffer).toString('base64'),
});
const tensor = (values: readonly number[]) => ({ type: 'tensor', ...floats(values) }) as const;
const declared = (name: string, shape: readonly (number | string | null)[] = ['n']) =>
  ({ name, accepts: 'TENSOR', dtype: 'float32', shape }) as const;
const inline = (json: never) => ({ type: 'inline', json }) as const;
const said = (answer: unknown) => new Map([[0, inline(answer as never)]]);
const step = {
  step: 1,
  inputs: { a: { step: 0, part: '/y' }, b: { item: 'bias' } },
  declared: [declared('a'), declared('b')],
} as const;
const item = { bias: tensor([3, 4]) };

describe('stepInput', () => {
  it('puts together what earlier steps said and what the item has', () => {
    expect(stepInput(step, { item, outputs: said({ y: floats([1, 2]) }) })).toEqual({
      input: { a: tensor([1, 2]), b: tensor([3, 4]) },
    });
  });

  it('passes a blob by its content id, and the part that is meant', () => {
    const outputs = new Map([[0, { type: 'blob', cid: 'bafkanswer', bytes: 70_000 } as const]]);
    expect(stepInput(step, { item, outputs })).toMatchObject({
      input: { a: { type: 'blob', cid: 'bafkanswer', part: '/y' } },
    });
  });

  it.each([
    ['nothing there', { answer: { z: 1 } }, 'CHAIN_PART_MISSING'],
    ['neither tensor nor text', { answer: { y: 7 } }, 'CHAIN_PART_MISSING'],
    ['an item without it', { answer: { y: floats([1, 2]) }, item: {} }, 'CHAIN_PART_MISSING'],
    ['another rank', { answer: { y: floats([1, 2], [1, 2]) } }, 'TENSOR_SHAPE_MISMATCH'],
    ['another size than the other input', { answer: { y: floats([1, 2, 3]) } }, 'TENSOR_SHAPE_MISMATCH'],
    ['text for numbers', { answer: { y: 'words' } }, 'TENSOR_DTYPE_MISMATCH'],
    ['too little data', { answer: { y: { ...floats([1]), shape: [2] } } }, 'TENSOR_DATA_LENGTH'],
  ])('fails with %s', (_, { answer, ...has }, code) => {
    const verdict = stepInput(step, { item, ...has, outputs: said(answer) });
    const message = expect.stringMatching(/^Step 1, input "[ab]": /) as string;
    expect(verdict).toMatchObject({ failure: { code, fault: 'model', message } });
  });

  it('fails where all together would not fit into a message', () => {
    const many = floats(Array.from({ length: ((inlineInputLimit / 4) * 3) / 8 }, () => 0));
    const both = { a: { step: 0, part: '/y' }, b: { step: 0, part: '/y' } } as const;
    const outputs = said({ y: many });
    expect(stepInput({ ...step, inputs: both }, { item, outputs })).toMatchObject({ input: {} });
    const more = said({ y: floats(Array.from({ length: many.shape[0] ?? 0 }, () => 0).concat(0)) });
    expect(stepInput({ ...step, inputs: both }, { item, outputs: more })).toMatchObject({
      failure: { code: 'CHAIN_INPUT_TOO_LARGE' },
    });
  });
});

describe('firstInput', () => {
  it('takes of the item what the first step takes, by its own names', () => {
    expect(firstInput({ inputs: { x: { item: 'bias' } } }, { ...item, other: tensor([1]) })).toEqual({
      x: item.bias,
    });
  });
});
