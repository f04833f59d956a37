import { describe, expect, it } from 'vitest';
import { checkItem } from '../../src/rules/checkItem.js';

const bytes = (name: string, length: number) => ({
  name,
  tensor: { dtype: 'uint8', shape: [length], data: Buffer.alloc(length).toString('base64') },
});
const declared = [
  { name: 'first', accepts: 'TENSOR', dtype: 'uint8', shape: [null] },
  { name: 'later', accepts: 'TENSOR', dtype: 'uint8', shape: [null], isKept: true },
] as const;
const codeOf = (first: number, later: number) => {
  const verdict = checkItem(declared, [bytes('first', first), bytes('later', later)]);
  return 'complaint' in verdict ? verdict.complaint : 'none';
};

describe('checkItem', () => {
  it('takes less in place for later steps of a chain than for the first', () => {
    expect(codeOf(400_000, 49_152)).toBe('none');
    expect(codeOf(1, 49_153)).toEqual({ code: 'INPUT_TOO_LARGE', input: 'later', maxBytes: 49_152 });
    expect(codeOf(589_825, 1)).toEqual({ code: 'INPUT_TOO_LARGE', input: 'first', maxBytes: 589_824 });
  });
});
