import { describe, expect, it } from 'vitest';
import { joinQuery } from '../../../../src/engine/plan/apart/joinQuery.js';
import { offers } from './offers.js';

const keys = new Map([
  ['_0', 'offers'],
  ['_1', 'offers'],
  ['_2', 'kin'],
  ['_3', 'kin'],
  ['_4', 'x'],
  ['_5', 'x'],
]);
const subgraph = { joins: offers.joins, graph: 'PRICES' };
const joined = (query: string) => joinQuery(query, keys, subgraph);

describe('the parts of a field in one query', () => {
  it.each([
    [
      'are one field again',
      '{_0:offers{__typename ...on Part{id}}_1:offers{__typename ...on Service{weight}}}',
      '{offers{__typename ...on Part{id}...on Service{weight}}}',
    ],
    [
      'keep the alias they had',
      '{_4:offers(first:1){...on Part{id}}_5:offers(first:1){...on Service{weight}}}',
      '{x:offers(first:1){...on Part{id}...on Service{weight}}}',
    ],
    [
      'are one field within each other',
      '{_0:offers{...on Part{_2:kin{...on Part{id}}_3:kin{...on Service{weight}}}}_1:offers{...on Service{weight}}}',
      '{offers{...on Part{kin{...on Part{id}...on Service{weight}}}...on Service{weight}}}',
    ],
    [
      'are one field where the planner wrote fragments',
      'query($n:Int){_0:offers(first:$n){...a}_1:offers(first:$n){__typename}} fragment a on Offer{__typename ...on Part{id}}',
      'query($n:Int){offers(first:$n){...on Offer{__typename ...on Part{id}}__typename}}',
    ],
    [
      'are one field of an entity',
      'query($r:[_Any!]!){_entities(representations:$r){...on Shop{_0:best{...on Part{id}}_1:best{...on Service{weight}}}}}',
      'query($r:[_Any!]!){_entities(representations:$r){...on Shop{offers:best{...on Part{id}...on Service{weight}}}}}',
    ],
  ])('%s', (_title, query, expected) => {
    expect(joined(query)).toEqual({ query: expected, rewrites: new Map() });
  });

  it('may ask types for fields of one key and of different shapes: one of those gets an alias', () => {
    const { query, rewrites } = joined(
      '{_0:offers{__typename ...on Part{price}}_1:offers{__typename ...on Service{price}}}',
    );
    expect(query).toBe('{offers{__typename ...on Part{price}...on Service{_shape_0_price:price}}}');
    const path = [{ Key: 'offers' }, { TypenameEquals: ['Service'] }, { Key: '_shape_0_price' }];
    expect(rewrites).toEqual(new Map([['', [{ KeyRenamer: { path, renameKeyTo: 'price' } }]]]));
  });

  it('may do so below the same object of several types', () => {
    const { query, rewrites } = joined(
      '{_0:offers{...on Part{kin{...on Part{price}}}}_1:offers{...on Service{kin{...on Service{price}}}}}',
    );
    expect(query).toBe(
      '{offers{...on Part{kin{...on Part{price}}}...on Service{kin{...on Service{_shape_0_price:price}}}}}',
    );
    const path = [
      ...[{ Key: 'offers' }, { TypenameEquals: ['Service'] }],
      ...[{ Key: 'kin' }, { TypenameEquals: ['Service'] }, { Key: '_shape_0_price' }],
    ];
    expect(rewrites.get('')).toEqual([{ KeyRenamer: { path, renameKeyTo: 'price' } }]);
  });

  it('may do so for entities: the answer is told by the key of their field', () => {
    const { query, rewrites } = joined(
      'query($r:[_Any!]!){_e0:_entities(representations:$r){...on Shop{_0:best{...on Part{price}}_1:best{...on Service{price}}}}}',
    );
    expect(query).toContain('...on Shop{offers:best{...on Part{price}...on Service{_shape_0_price:price}}}');
    const path = [{ Key: 'offers' }, { TypenameEquals: ['Service'] }, { Key: '_shape_0_price' }];
    expect(rewrites).toEqual(new Map([['_e0', [{ KeyRenamer: { path, renameKeyTo: 'price' } }]]]));
  });

  it('keeps apart what a fragment says in two places, where one of them gets an alias', () => {
    const { query } = joined(
      '{offer{...a}_0:offers{...on Part{price}}_1:offers{...a}} fragment a on Service{price}',
    );
    expect(query).toBe(
      '{offer{...on Service{price}}offers{...on Part{price}...on Service{_shape_0_price:price}}}',
    );
  });
});
