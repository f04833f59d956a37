import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLines } from '../../src/blobs/readLines.js';

async function linesOf(chunks: readonly string[], longest = 100): Promise<(string | null)[]> {
  const lines: (string | null)[] = [];
  // eslint-disable-next-line @typescript-eslint/require-await -- a stream is asynchronous, whatever is in it
  const stream = (async function* () {
    for (const chunk of chunks) yield Buffer.from(chunk);
  })();
  for await (const some of readLines(stream, longest))
    lines.push(...some.map((line) => line?.toString() ?? null));
  return lines;
}

describe('readLines', () => {
  it.each<[string[], string[]]>([
    [[], []],
    [[''], []],
    [['a'], ['a']],
    [['a\n'], ['a']],
    [['a\nb'], ['a', 'b']],
    [['\n\n'], ['', '']],
    [
      ['ä', '€\nb', 'c', '\n'],
      ['ä€', 'bc'],
    ],
  ])('of %j are %j', async (chunks, lines) => {
    expect(await linesOf(chunks)).toEqual(lines);
  });

  it('gives null for lines that are too long, and those around them whole', async () => {
    expect(await linesOf(['ab\nabc', 'd\nabc\nabcd'], 3)).toEqual(['ab', null, 'abc', null]);
  });

  it('gives the same lines however they are cut', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'é', '\n', '"'), maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(fc.array(text), async (chunks) => {
        const whole = chunks.join('');
        const expected = whole.split('\n');
        if (expected.at(-1) === '') expected.pop();
        expect(await linesOf(chunks)).toEqual(expected);
      }),
    );
  });
});
