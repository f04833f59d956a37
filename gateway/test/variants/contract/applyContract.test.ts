import { parse, printSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { publicSchemaOf } from '../../../src/engine/supergraph/publicSchemaOf.js';
import { applyContract } from '../../../src/variants/contract/applyContract.js';
import { composeSubgraphs } from '../../engine/testSupergraph.js';

const contract = (
  sdl: string,
  { include = [], exclude = [] }: { include?: string[]; exclude?: string[] },
) => {
  const result = applyContract(composeSubgraphs({ a: { sdl } }), { include, exclude });
  if (!result.ok) return result.problems.map(({ code, coordinate }) => `${code} ${coordinate ?? ''}`.trim());
  return printSchema(publicSchemaOf(parse(result.supergraphSdl))).replace(/\s+/g, ' ');
};

describe('a contract', () => {
  it('hides fields, arguments, enum values, input fields and types with excluded tags', () => {
    const sdl = `
      type Query { a(x: Int @tag(name: "t"), y: E): A b: Int @tag(name: "t") c(i: I): Int }
      type A { id: ID secret: S @tag(name: "t") }
      type S @tag(name: "t") { x: Int }
      enum E { P Q @tag(name: "t") }
      input I { p: Int q: Int @tag(name: "t") }`;
    expect(contract(sdl, { exclude: ['t'] })).toBe(
      'type Query { a(y: E): A c(i: I): Int } type A { id: ID } enum E { P } input I { p: Int }',
    );
  });

  it('shows only fields with included tags, and what they take and return', () => {
    const sdl = `
      type Query { a(e: E): A @tag(name: "p") b: B }
      type A { id: ID @tag(name: "p") more: Int }
      type B { id: ID }
      enum E { P Q }`;
    expect(contract(sdl, { include: ['p'] })).toBe(
      'type Query { a(e: E): A } type A { id: ID } enum E { P Q }',
    );
  });

  it('gives fields the tags of their type, and lets exclusion win', () => {
    const sdl = `type Query { a: A @tag(name: "p") } type A @tag(name: "p") { x: Int y: Int @tag(name: "no") }`;
    expect(contract(sdl, { include: ['p'], exclude: ['no'] })).toBe('type Query { a: A } type A { x: Int }');
  });

  it('removes types that nothing visible reaches, roots included', () => {
    const sdl = `
      type Query { a: Int hidden: U @tag(name: "t") }
      type Mutation { m(i: I): Int @tag(name: "t") }
      union U = A | B  type A { x: Int }  type B { a: A }
      input I { s: S }  scalar S`;
    expect(contract(sdl, { exclude: ['t'] })).toBe('type Query { a: Int }');
  });

  it('takes hidden types out of unions and interfaces', () => {
    const sdl = `
      type Query { u: U n: N }
      union U = A | B
      interface N { id: ID }
      type A implements N { id: ID }
      type B implements N @tag(name: "t") { id: ID }`;
    expect(contract(sdl, { exclude: ['t'] })).toBe(
      'type Query { u: U n: N } type A implements N { id: ID } interface N { id: ID } union U = A',
    );
  });

  it('leaves everything as it is when no tag matches', () => {
    const sdl = `type Query { a: A } type A { x: Int @tag(name: "t") }`;
    expect(contract(sdl, { exclude: ['other'] })).toBe('type Query { a: A } type A { x: Int }');
  });

  it.each([
    ['every query', `type Query { a: Int @tag(name: "t") }`, ['CONTRACT_EMPTIES_QUERY Query']],
    [
      'everything in a type',
      `type Query { a: A } type A { x: Int @tag(name: "t") }`,
      ['CONTRACT_EMPTIES_TYPE A'],
    ],
    ['every enum value', `type Query { a: E } enum E { P @tag(name: "t") }`, ['CONTRACT_EMPTIES_TYPE E']],
    [
      'every member of a union',
      `type Query { a: U } union U = A type A @tag(name: "t") { x: Int }`,
      ['CONTRACT_EMPTIES_TYPE U'],
    ],
    [
      'a type that a visible field returns',
      `type Query { a: A b: Int } type A @tag(name: "t") { x: Int }`,
      ['CONTRACT_HIDES_REFERENCED Query.a'],
    ],
    [
      'a required argument',
      `type Query { a(x: Int! @tag(name: "t")): Int }`,
      ['CONTRACT_HIDES_REQUIRED Query.a.x'],
    ],
    [
      'a required input field',
      `type Query { a(i: I): Int } input I { p: Int! @tag(name: "t") q: Int }`,
      ['CONTRACT_HIDES_REQUIRED I.p'],
    ],
    [
      'a field that an interface shows',
      `type Query { n: N } interface N { id: ID } type A implements N { id: ID @tag(name: "t") x: Int }`,
      ['CONTRACT_BREAKS_SCHEMA'],
    ],
  ])('is refused when it hides %s', (_, sdl, problems) => {
    expect(contract(sdl, { exclude: ['t'] })).toEqual(problems);
  });
});
