import { describe, expect, it } from 'vitest';
import { checkLine } from '../../src/operations/checkLine.js';
import type { TaskInputDeclaration } from '../../src/rules/runnerInputs.js';

const declared: readonly TaskInputDeclaration[] = [
  { name: 'image', accepts: 'BLOB', dtype: null, shape: null },
];
const verdictOf = (line: string | Buffer | null) =>
  checkLine(declared, line === null ? null : Buffer.from(line));

describe('checkLine', () => {
  it.each([
    '{"inputs":[{"name":"image","blob":"bafk1"}]}',
    ' {"inputs":[{"name":"image","blob":"bafk1","tensor":null}]} \r',
    '\uFEFF{"inputs":[{"name":"image","blob":"bafk1"}]}',
  ])('takes %j', (line) => {
    expect(verdictOf(line)).toEqual({ input: { image: { type: 'blob', cid: 'bafk1' } } });
  });

  it.each<[string | Buffer | null, RegExp]>([
    [null, /longer than 1048576 bytes/],
    ['', /not JSON/],
    ['{', /not JSON/],
    [Buffer.from([0x22, 0xff, 0x22]), /not JSON in UTF-8/],
    ['[]', /^The item is not/],
    ['{"inputs":[],"id":1}', /^The item is not/],
    ['{"inputs":[{"name":1}]}', /^inputs\.0\.name is not/],
    [
      '{"inputs":[{"name":"image","tensor":{"dtype":"float32","shape":[1]}}]}',
      /^inputs\.0\.tensor\.data is not/,
    ],
  ])('calls %j malformed: %j', (line, message) => {
    expect(verdictOf(line)).toEqual({ malformed: expect.stringMatching(message) as string });
  });

  it('says what is wrong with an item of the right form', () => {
    expect(verdictOf('{"inputs":[]}')).toEqual({ complaint: { code: 'INPUT_MISSING', input: 'image' } });
  });
});
