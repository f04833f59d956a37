import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { placesAt } from '../../../src/engine/execution/placesAt.js';
import type { JsonObject } from '../../../src/engine/jsonObject.js';
import { plannedPath } from '../../../src/engine/plan/PlannedPath.js';
import { TypeMembership } from '../../../src/engine/supergraph/TypeMembership.js';

const membership = new TypeMembership(
  parse('interface Being { id: ID } type Person implements Being { id: ID } type Pet { id: ID }'),
);
const [ada, bo] = [
  { __typename: 'Person', id: 1 },
  { __typename: 'Pet', id: 2 },
];
const nameless = { id: 3 };
const field = (Field: string) => ({ Field });
const type = (...TypeCondition: string[]) => ({ TypeCondition });

function places(data: JsonObject, ...segments: Parameters<typeof plannedPath>[0]) {
  return [...placesAt(data, plannedPath(segments), membership)];
}

describe('places of the response', () => {
  it('begin with the response itself', () => {
    const data = { a: ada };
    expect(places(data)).toEqual([{ object: data, path: [] }]);
  });

  it('are told with the way there, positions in lists included', () => {
    expect(places({ all: [{ best: ada }, null, { best: bo }] }, field('all'), '@', field('best'))).toEqual([
      { object: ada, path: ['all', 0, 'best'] },
      { object: bo, path: ['all', 2, 'best'] },
    ]);
  });

  it('are one more for each time the same object is there', () => {
    const found = places({ all: [ada, ada] }, field('all'), '@');
    expect(found.map(({ path }) => path)).toEqual([
      ['all', 0],
      ['all', 1],
    ]);
    expect(found.every(({ object }) => object === ada)).toBe(true);
  });

  it('are found in lists of lists, and in lists the path does not mention at its end', () => {
    const paths = [
      ['all', 0, 0],
      ['all', 1, 0],
      ['all', 1, 1],
    ];
    const data = { all: [[ada], [bo, nameless]] };
    expect(places(data, field('all'), '@').map(({ path }) => path)).toEqual(paths);
    expect(places(data, field('all')).map(({ path }) => path)).toEqual(paths);
  });

  it('are found where a list was planned and one object is', () => {
    expect(places({ all: { best: ada } }, field('all'), '@', field('best'))).toEqual([
      { object: ada, path: ['all', 'best'] },
    ]);
  });

  it('are none in a list where an object was planned', () => {
    expect(places({ one: [{ best: ada }] }, field('one'), field('best'))).toEqual([]);
  });

  it('are those of objects of a type only, and of those that do not tell their type', () => {
    const data = { all: [ada, bo, nameless] };
    const idsOf = (...types: string[]) =>
      places(data, field('all'), '@', type(...types)).map(({ object }) => object.id);
    expect(idsOf('Person')).toEqual([1, 3]);
    expect(idsOf('Being')).toEqual([1, 3]);
    expect(idsOf('Pet', 'Person')).toEqual([1, 2, 3]);
  });

  it.each([[null], [undefined], ['text'], [0]])('are none where %j is', (value) => {
    expect(places({ a: value }, field('a'))).toEqual([]);
    expect(places({ a: value }, field('a'), field('b'))).toEqual([]);
    expect(places({ a: [value] }, field('a'), '@', type('Person'))).toEqual([]);
  });

  it('are never looked for in what every object has', () => {
    expect(places({}, field('constructor'))).toEqual([]);
    expect(places({}, field('__proto__'))).toEqual([]);
  });
});
