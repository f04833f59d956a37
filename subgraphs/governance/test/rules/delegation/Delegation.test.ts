import { describe, expect, it } from 'vitest';
import {
  delegatesFor,
  type Delegation,
  type DelegationScope,
} from '../../../src/rules/delegation/Delegation.js';

const matter = { proposalId: 'prp_1', topics: ['models', 'money'], at: 100 };
const everything: DelegationScope = { type: 'COMMUNITY' };
const topic = (name: string): DelegationScope => ({ type: 'TOPIC', topic: name });
const proposal = (proposalId: string): DelegationScope => ({ type: 'PROPOSAL', proposalId });
const to = (member: string, scope: DelegationScope, over: Partial<Delegation> = {}): Delegation => ({
  ...{ from: 'ann', to: member, scope, givenAt: 10, expiresAt: 1_000 },
  ...over,
});

describe('whom somebody lets vote', () => {
  it.each<[string, readonly Delegation[], string | undefined]>([
    ['is nobody without a delegation', [], undefined],
    ['is whom they gave everything to', [to('bob', everything)], 'bob'],
    ['is by topic before by community', [to('bob', everything), to('cai', topic('models'))], 'cai'],
    ['is by proposal before by topic', [to('cai', topic('models')), to('dee', proposal('prp_1'))], 'dee'],
    ['is not by another topic', [to('bob', everything), to('cai', topic('regions'))], 'bob'],
    ['is not by another proposal', [to('dee', proposal('prp_2'))], undefined],
    [
      'is by the topic given last, of two',
      [to('bob', topic('models'), { givenAt: 20 }), to('cai', topic('money'), { givenAt: 30 })],
      'cai',
    ],
    [
      'is by the first topic of two given at once',
      [to('cai', topic('money')), to('bob', topic('models'))],
      'bob',
    ],
    ['is nobody once it has expired', [to('bob', everything, { expiresAt: 100 })], undefined],
    ['is nobody before it is given', [to('bob', everything, { givenAt: 101 })], undefined],
    [
      'falls back to what is wider once the narrower has expired',
      [to('bob', everything), to('cai', topic('models'), { expiresAt: 50 })],
      'bob',
    ],
  ])('%s', (_, delegations, delegate) => {
    expect(delegatesFor(delegations, matter).get('ann')).toBe(delegate);
    expect(delegatesFor([...delegations].reverse(), matter).get('ann')).toBe(delegate);
  });
});
