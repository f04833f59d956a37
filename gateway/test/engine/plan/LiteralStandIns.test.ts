import { parse, print } from 'graphql';
import { describe, expect, it } from 'vitest';
import { LiteralStandIns } from '../../../src/engine/plan/LiteralStandIns.js';

const standInsOf = (query: string) => new LiteralStandIns(parse(query));

describe('literals that the planner would change', () => {
  it.each([
    ['a backspace', String.raw`"a\bc"`],
    ['a number no double holds', '9007199254740993'],
    ['a number of many digits', '-123456789012345678901234567890'],
    ['a negative zero', '-0'],
    ['a fraction of many digits', '0.12345678901234567890'],
    ['a fraction written otherwise', '1.50'],
    ['an exponent', '1E3'],
    ['members out of order', '{b: 1, a: 2}'],
    ['much in each other', '[[[[[[[[[1]]]]]]]]]'],
    ['all of it at once', String.raw`{z: ["\b", 1e999], a: {c: -0, b: 0}}`],
  ])('are stood in for, and written as they were: %s', (_, literal) => {
    const standIns = standInsOf(`{ f(x: ${literal}) }`);
    expect(print(standIns.document)).toBe('{\n  f(x: ["_literal_0"])\n}');
    expect(standIns.restored('{f(x: ["_literal_0"])}')).toBe(`{f(x: ${literal})}`);
  });

  it('keep their variables in the sight of the planner', () => {
    const standIns = standInsOf('query ($v: J, $w: J) { f(x: { b: $v, a: [$w, $v] }) }');
    expect(print(standIns.document)).toContain('f(x: ["_literal_0", $v, $w, $v])');
    expect(standIns.restored('{f(x: ["_literal_0", $v, $w, $v])}')).toBe('{f(x: {b: $v, a: [$w, $v]})}');
  });

  it('share a stand-in when they say the same', () => {
    const standIns = standInsOf(String.raw`{ f(x: "\b") g: f(x: """${'\b'}""") h: f(x: "\b\b") }`);
    expect(print(standIns.document).match(/_literal_\d/g)).toEqual([
      '_literal_0',
      '_literal_0',
      '_literal_1',
    ]);
  });

  it('have another mark where a client says that one', () => {
    const standIns = standInsOf(String.raw`{ f(x: "\b") g: f(x: ["_literal_0"]) }`);
    expect(print(standIns.document)).toContain('f(x: ["_literal__0"])');
    expect(standIns.restored('{f(x: ["_literal__0"]) g: f(x: ["_literal_0"])}')).toBe(
      String.raw`{f(x: "\b") g: f(x: ["_literal_0"])}`,
    );
  });

  it('are none when all of them are plain', () => {
    const document = parse(
      'query ($v: I = {a: [1, 2.5]}) { f(x: "a\\n", y: -7, z: {a: $v, b: [null, RED]}) }',
    );
    const standIns = new LiteralStandIns(document);
    expect(standIns.document).toBe(document);
    expect(standIns.restored('{f(x: ["_literal_0"])}')).toBe('{f(x: ["_literal_0"])}');
  });
});
