import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeInto } from '../../../src/engine/execution/mergeInto.js';
import type { JsonObject } from '../../../src/engine/jsonObject.js';

const isObjectType = (name: string) => name !== 'Offer';

function merged(target: JsonObject, source: JsonObject) {
  const disputed = mergeInto(target, source, isObjectType);
  return { target, disputed };
}

describe('what a subgraph returned', () => {
  it('completes objects and the items of lists in place', () => {
    const item = { a: 1 };
    const { target, disputed } = merged(
      { list: [item, null], o: { x: 1 } },
      { list: [{ b: 2 }, { b: 3 }], o: { y: 2 } },
    );
    expect(target).toEqual({ list: [{ a: 1, b: 2 }, { b: 3 }], o: { x: 1, y: 2 } });
    expect((target.list as unknown[])[0]).toBe(item);
    expect(disputed).toEqual([]);
  });

  it('does not erase by a null what is there', () => {
    expect(merged({ a: { x: 1 }, list: [{ x: 1 }] }, { a: null, list: [null] })).toEqual({
      target: { a: { x: 1 }, list: [{ x: 1 }] },
      disputed: [],
    });
  });

  it('leaves the name of an object type, and replaces that of an interface', () => {
    const names = { a: { __typename: 'Part' }, b: { __typename: 'Offer' } };
    expect(merged(names, { a: { __typename: 'Offer' }, b: { __typename: 'Part' } }).target).toEqual({
      a: { __typename: 'Part' },
      b: { __typename: 'Part' },
    });
  });

  it('is left out where a list has another length', () => {
    expect(merged({ a: [{ x: 1 }], b: { x: 1 } }, { a: [{ y: 1 }, { y: 2 }], b: { y: 1 } })).toEqual({
      target: { a: [{ x: 1 }], b: { x: 1, y: 1 } },
      disputed: ['a'],
    });
  });

  it('is left out where an object has another type, however deep', () => {
    const deep = (typename: string, more: object) => ({
      a: { b: [[{ __typename: typename, ...more }], []] },
    });
    expect(merged(deep('Part', { x: 1 }), deep('Service', { y: 1 }))).toEqual({
      target: deep('Part', { x: 1 }),
      disputed: ['a'],
    });
  });

  it('completes the other items of a list of which one has another type', () => {
    const [part, service] = [{ __typename: 'Part' }, { __typename: 'Service' }];
    const given = {
      a: [
        { ...part, y: 1 },
        { ...part, y: 2 },
        { ...service, y: 3 },
      ],
    };
    expect(merged({ a: [{ ...part }, { ...service }, { ...service }] }, given)).toEqual({
      target: { a: [{ ...part, y: 1 }, service, { ...service, y: 3 }] },
      disputed: ['a'],
    });
  });

  it('makes two halves of anything whole again', () => {
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        fc.integer(),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom('a', 'b', 'c', '__typename', '__proto__'), tie('tree')),
      ),
    }));
    const property = fc.property(tree, fc.infiniteStream(fc.boolean()), (whole, picks) => {
      const pick = () => picks.next().value === true;
      const [one, other] = halves(whole, pick);
      expect(merged({ root: one }, { root: other })).toEqual({ target: { root: whole }, disputed: [] });
    });
    fc.assert(property);
  });
});

/** Each member of each object in one of two copies. */
function halves(value: unknown, pick: () => boolean): readonly [unknown, unknown] {
  if (typeof value !== 'object' || value === null) return [value, value];
  if (Array.isArray(value)) {
    const items = value.map((item) => halves(item, pick));
    return [items.map(([one]) => one), items.map(([, other]) => other)];
  }
  const [one, other]: [[string, unknown][], [string, unknown][]] = [[], []];
  for (const [key, member] of Object.entries(value)) {
    const [first, second] = halves(member, pick);
    const isObject = typeof member === 'object';
    if (isObject || pick()) one.push([key, first]);
    if (isObject || !one.some(([name]) => name === key)) other.push([key, second]);
  }
  return [Object.fromEntries(one), Object.fromEntries(other)];
}
