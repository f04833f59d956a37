import { beforeEach, describe, expect, it } from 'vitest';
import { nobody, type Grants } from '../../src/authorization/Grants.js';
import { readResult, testSupergraph } from '../engine/testSupergraph.js';
import { asked, summary } from './denialSummary.js';
import { everything, grantsFor } from './grants.js';
import { officeSubgraphs } from './officeSubgraphs.js';

let grants: Grants = nobody;
const settings = { grants: () => grants };
const office = testSupergraph(officeSubgraphs, settings);
const signedIn = grantsFor();

beforeEach(() => {
  office.calls.length = 0;
});

describe('subscriptions', () => {
  const events = async (query: string): Promise<readonly unknown[]> => {
    const preparation = office.engine.prepare(query);
    if (!preparation.ok) throw new Error('refused');
    const results: unknown[] = [];
    for await (const result of office.engine.subscribe(preparation.operation, { context: undefined }))
      results.push(summary(readResult(result)));
    return results;
  };

  it('are refused when their field is denied, before any subgraph is asked', async () => {
    grants = signedIn;
    expect(await events('subscription { fired { id } }')).toEqual([
      { data: undefined, denied: ['fired: Subscription.fired'] },
    ]);
    expect(office.calls).toEqual([]);
  });

  it('bring events without what is denied', async () => {
    grants = nobody;
    expect(await events('subscription { hired { id email rating } }')).toEqual([
      { data: { hired: { id: 'p1', email: null, rating: 49 } }, denied: ['hired.email: Person.email'] },
      { data: { hired: { id: 'p2', email: null, rating: 50 } }, denied: ['hired.email: Person.email'] },
    ]);
    expect(asked(office).join()).not.toContain('email');
  });

  it('bring everything to who may have it', async () => {
    grants = everything;
    expect(await events('subscription { fired { email } }')).toEqual([
      { data: { fired: { email: 'Bob@office.example' } }, denied: [] },
    ]);
  });
});
