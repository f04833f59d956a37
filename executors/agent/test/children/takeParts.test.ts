import { describe, expect, it } from 'vitest';
import { takeParts } from '../../src/children/takeParts.js';
import { failureCode } from '../failureCode.js';
import type { RunnerItem } from '../../src/runners/runner.js';

const tensor = {
  dtype: 'float32',
  shape: [1],
  data: Buffer.from(new Float32Array([1]).buffer).toString('base64'),
} as const;
const blobs = new Map([
  ['answer', Buffer.from(JSON.stringify({ sum: tensor, text: 'grüß', lines: [{ text: 'b' }], n: 1 }))],
  ['picture', Buffer.from([0xff, 0xd8])],
]);
const item = (input: RunnerItem['input']): RunnerItem => ({ input, blobs });
const part = (pointer: string, cid = 'answer') => item({ x: { type: 'blob', cid, part: pointer } });

describe('takeParts', () => {
  it('leaves inputs as they are that are no part of an answer', () => {
    const given = item({ a: { type: 'tensor', ...tensor }, b: { type: 'blob', cid: 'picture' } });
    expect(takeParts(given)).toBe(given);
  });

  it('takes tensors as they are, and texts as their bytes', () => {
    expect(takeParts(part('/sum')).input).toEqual({ x: { type: 'tensor', ...tensor } });
    const bytes = Buffer.from('grüß');
    const text = { type: 'tensor', dtype: 'uint8', shape: [bytes.length], data: bytes.toString('base64') };
    expect(takeParts(part('/text')).input).toEqual({ x: text });
    expect(takeParts(part('/lines/0/text')).input).toMatchObject({ x: { shape: [1] } });
  });

  it.each([
    ['/n', 'answer', 'ANSWER_PART_MISSING'],
    ['/nowhere', 'answer', 'ANSWER_PART_MISSING'],
    ['', 'answer', 'ANSWER_PART_MISSING'],
    ['/sum', 'picture', 'ANSWER_UNREADABLE'],
    ['/sum', 'gone', 'ANSWER_UNREADABLE'],
  ])('says so where "%s" of %s is neither', async (pointer, cid, code) => {
    expect(await failureCode(Promise.resolve().then(() => takeParts(part(pointer, cid))))).toBe(
      `${code} input`,
    );
  });
});
