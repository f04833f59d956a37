import { beforeEach, describe, expect, it } from 'vitest';
import { nobody, type Grants } from '../../src/authorization/Grants.js';
import { testSupergraph } from '../engine/testSupergraph.js';
import { summary } from './denialSummary.js';
import { grantsFor } from './grants.js';
import { officeSubgraphs, ran } from './officeSubgraphs.js';

let grants: Grants = nobody;
const settings = { grants: () => grants };
const office = testSupergraph(officeSubgraphs, settings);
const signedIn = grantsFor();

beforeEach(() => {
  ran.length = 0;
  office.calls.length = 0;
});

describe('authorization at the gateway', () => {
  it.each([['{ audit }'], ['{ strictAudit }'], ['{ audit machine { id } __typename }']])(
    'calls no subgraph when nothing of %s is allowed',
    async (query) => {
      grants = nobody;
      await office.run(query);
      expect(office.calls).toEqual([]);
    },
  );

  it('says what was denied, with a stable code', async () => {
    grants = nobody;
    const { errors } = await office.run('{ me { id email } }');
    expect(errors).toEqual([
      {
        message: 'You are not authorized to have Person.email.',
        path: ['me', 'email'],
        extensions: { code: 'UNAUTHORIZED_FIELD', coordinates: ['Person.email'] },
      },
    ]);
  });

  it('does not run a mutation that is denied, but runs the others', async () => {
    grants = signedIn;
    const result = await office.run('mutation { a: note(text: "a") fire(id: "p1") b: note(text: "b") }');
    expect(summary(result)).toEqual({
      data: { a: 1, fire: null, b: 2 },
      denied: ['fire: Mutation.fire'],
    });
    expect(ran).toEqual(['note a', 'note b']);
  });

  it('denies everything protected when the host grants nothing', async () => {
    const unaware = testSupergraph(officeSubgraphs);
    expect(summary(await unaware.run('{ audit open }'))).toEqual({
      data: { audit: null, open: 'open' },
      denied: ['audit: Query.audit'],
    });
  });

  it('reports an unexpected null of its own, next to a denied field', async () => {
    grants = nobody;
    office.intercept.set('staff', () => ({ data: { people: null } }));
    const result = await office.run('{ people { id email } }');
    office.intercept.clear();
    expect(summary(result)).toEqual({
      data: null,
      denied: ['people.email: Person.email', 'people! NULL_IN_NON_NULL_FIELD'],
    });
  });

  it('tells the host which fields were denied to whom', async () => {
    const told: unknown[] = [];
    const onDenied = (context: unknown, coordinates: readonly string[]) => told.push([context, coordinates]);
    const { engine } = testSupergraph(officeSubgraphs, { onDenied });
    const preparation = engine.prepare('{ me { email secret } people { email } open }');
    if (!preparation.ok) throw new Error('refused');
    await engine.execute(preparation.operation, { context: undefined });
    expect(told).toEqual([[undefined, ['Person.email', 'Person.secret']]]);
  });
});
