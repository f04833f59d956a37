import { parse, print, stripIgnoredCharacters, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { splitTypes } from '../../../../src/engine/plan/apart/splitTypes.js';
import { randomNumbers, randomQuery } from '../../randomQuery.js';
import { offers } from './offers.js';

function split(query: string, ...fields: readonly string[]): string | undefined {
  const found = splitTypes(parse(query), new Set(fields), offers.joins);
  return found && stripIgnoredCharacters(print(found.document));
}

describe('a field that leads to an interface', () => {
  it.each([
    [
      'is there once for each type',
      '{ offers(first: 2) { price weight } }',
      '{_apart_0_offers:offers(first:2){__typename ...on Part{price weight}}_apart_1_offers:offers(first:2){__typename ...on Service{price weight}}}',
    ],
    [
      'keeps what its alias was',
      '{ a: offers { price } }',
      '{_apart_0_a:offers{__typename ...on Part{price}}_apart_1_a:offers{__typename ...on Service{price}}}',
    ],
    [
      'has of fragments what applies to the type',
      '{ offers { price ... on Part { weight } ... on Offer { p: price } ... { kin { __typename } } } }',
      '{_apart_0_offers:offers{__typename ...on Part{price weight p:price kin{__typename}}}_apart_1_offers:offers{__typename ...on Service{price p:price kin{__typename}}}}',
    ],
    [
      'is left out for types of which nothing is asked',
      '{ offers { __typename ... on Part { price } } }',
      '{_apart_0_offers:offers{__typename ...on Part{__typename price}}}',
    ],
    [
      'is there all the same where nothing is asked of any',
      '{ a: offers { __typename } offers { price } }',
      '{a:offers{__typename}_apart_0_offers:offers{__typename ...on Part{price}}_apart_1_offers:offers{__typename ...on Service{price}}}',
    ],
    [
      'does not touch others',
      '{ shop { best { price } } offers { kin { price } ... on Part { price } } }',
      '{shop{best{price}}_apart_0_offers:offers{__typename ...on Part{kin{price}price}}_apart_1_offers:offers{__typename ...on Service{kin{price}}}}',
    ],
  ])('%s', (_title, query, expected) => {
    expect(split(query, 'offers')).toBe(expected);
  });

  it('is split within others, each part of those', () => {
    expect(split('{ offer { kin { price } } }', 'kin', 'offer')).toBe(
      '{_apart_0_offer:offer{__typename ...on Part{_apart_1_kin:kin{__typename ...on Part{price}}_apart_2_kin:kin{__typename ...on Service{price}}}}' +
        '_apart_3_offer:offer{__typename ...on Service{_apart_4_kin:kin{__typename ...on Part{price}}_apart_5_kin:kin{__typename ...on Service{price}}}}}',
    );
  });

  it('is not split where it is the root of a mutation, but below', () => {
    expect(split('mutation { add { price } }', 'add')).toBeUndefined();
    expect(split('mutation { add { kin { price } } }', 'add', 'kin')).toMatch(
      /^mutation\{add\{_apart_0_kin:kin/,
    );
  });

  it('gets aliases that are nowhere in the operation', () => {
    expect(split('{ _apart_0_offers: offers { price } }', 'offers')).toMatch(/^\{_apart__0__apart_0_offers:/);
  });
});

describe('what is not split', () => {
  it.each([
    ['a field that is not asked for', '{ offers { price } }', 'offer'],
    ['a field that leads to an object', '{ shop { id } }', 'shop'],
    ['a field without anything below', '{ offers { price } }', 'price'],
    ['a field nobody has', '{ nothing { price } }', 'nothing'],
  ])('is %s', (_title, query, field) => {
    expect(split(query, field)).toBeUndefined();
  });

  it('is what would get too large', () => {
    const nested = (depth: number): string => (depth === 0 ? 'price weight' : `kin { ${nested(depth - 1)} }`);
    expect(split(`{ offer { ${nested(8)} } }`, 'kin')).toBeDefined();
    expect(split(`{ offer { ${nested(30)} } }`, 'kin')).toBeUndefined();
  });
});

const literals = { first: ['1', '2'] };

it('split operations are valid, and each alias stands for a key of the operation', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = randomNumbers(seed);
    const query = randomQuery({ schema: offers.schema, random, literals, exclude: new Set() });
    const document = parse(query);
    const found = splitTypes(document, new Set(['offer', 'offers', 'kin', 'best']), offers.joins);
    if (found === undefined) continue;
    expect(validate(offers.schema, found.document), query).toEqual([]);
    for (const key of found.keys.values()) expect(query).toContain(key);
  }
});
