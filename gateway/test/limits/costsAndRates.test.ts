import { beforeEach, describe, expect, it } from 'vitest';
import type { EngineResult } from '../../src/engine/EngineError.js';
import { LimitsTrial, plain, priced } from './LimitsTrial.js';

let trial: LimitsTrial;

beforeEach(() => {
  trial = new LimitsTrial();
});

const json = (data: unknown) => Buffer.from(JSON.stringify(data));

describe('costs', () => {
  const settled = async (query: string, result: EngineResult, engine = priced) =>
    (await trial.ask(query, { engine })).settle?.(result);

  it('are told where a supergraph has cost directives', async () => {
    const data = json({ users: [{ id: 1 }, { id: 2 }] });
    expect(await settled('{ users { id } }', { data })).toEqual({
      data,
      extensions: { cost: { estimated: 10, actual: 2 } },
    });
  });

  it('are told with the limit, where there is one', async () => {
    trial.byCommunity = { green: { cost: { max: 50 } } };
    const result = await settled('{ me { id } }', { data: json({ me: null }) }, plain);
    expect(result?.extensions).toEqual({ cost: { estimated: 1, actual: 0, max: 50 } });
  });

  it('are not told where nothing is known of them, or nobody wants to know', async () => {
    const result = { data: json({ me: { id: 1 } }) };
    expect(await settled('{ me { id } }', result, plain)).toBe(result);
    trial.byCommunity = { green: { cost: { isReported: false } } };
    expect(await settled('{ me { id } }', result)).toBe(result);
  });

  it('over the limit are refused with the numbers', async () => {
    trial.byCommunity = { green: { cost: { max: 99 } } };
    const query = 'query ($n: Int!) { some(first: $n) { id } }';
    expect(await trial.codeOf(query, { engine: priced, variables: { n: 99 } })).toBe('admitted');
    const requester = { community: 'green', admissionKey: 'ada' };
    expect(await trial.limits.admit(priced, requester, { query, variables: { n: 100 } })).toEqual({
      ok: false,
      errors: [
        {
          message: 'The operation costs up to 100, and one may cost 99 at most.',
          extensions: { code: 'COST_LIMIT_EXCEEDED', estimated: 100, max: 99 },
        },
      ],
    });
  });

  it('of lists that need one slicing argument are refused without', async () => {
    expect(await trial.codeOf('{ some { id } }', { engine: priced })).toBe('SLICING_ARGUMENT_REQUIRED');
  });

  it('with wrong variables are left to the engine', async () => {
    trial.byCommunity = { green: { cost: { max: 1 } } };
    expect(await trial.codeOf('query ($n: Int!) { some(first: $n) { id } }', { variables: {} })).toBe(
      'admitted',
    );
    const nullable = 'query ($yes: Boolean = true) { leaf @include(if: $yes) }';
    expect(await trial.codeOf(nullable, { variables: { yes: null } })).toBe('admitted');
  });
});

describe('rates', () => {
  it('of requests are kept for each subject and for its community', async () => {
    trial.byCommunity = {
      green: { subject: { requestsPerSecond: 2, burst: 3 }, community: { requestsPerSecond: 1, burst: 4 } },
    };
    const codes = [];
    for (let index = 0; index < 4; index++) codes.push(await trial.codeOf('{ leaf }'));
    expect(codes).toEqual(['admitted', 'admitted', 'admitted', 'RATE_LIMITED 500']);
    expect(await trial.codeOf('{ leaf }', { subject: 'bob' })).toBe('admitted');
    expect(await trial.codeOf('{ leaf }', { subject: 'eve' })).toBe('RATE_LIMITED 1000');
    expect(await trial.codeOf('{ leaf }', { community: 'red' })).toBe('admitted');
    trial.now = 1_000;
    expect(await trial.codeOf('{ leaf }', { subject: 'eve' })).toBe('admitted');
  });

  it('count requests that are refused, too, and follow limits that change', async () => {
    trial.byCommunity = { green: { subject: { requestsPerSecond: 1, burst: 1 } } };
    expect(await trial.codeOf('{ nonsense }')).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(await trial.codeOf('{ leaf }')).toBe('RATE_LIMITED 1000');
    trial.byCommunity = {};
    expect(await trial.codeOf('{ leaf }')).toBe('admitted');
  });

  it('of costs pay what operations may cost, and get back what they did not', async () => {
    trial.byCommunity = { green: { subject: { costPerMinute: 60 } } };
    const query = 'query ($n: Int!) { some(first: $n) { id } }';
    const first = await trial.ask(query, { engine: priced, variables: { n: 40 } });
    expect(await trial.codeOf(query, { engine: priced, variables: { n: 40 } })).toBe(
      'COST_BUDGET_EXCEEDED 20000',
    );
    first.settle?.({ data: json({ some: [{ id: 1 }] }) });
    expect(await trial.codeOf(query, { engine: priced, variables: { n: 40 } })).toBe('admitted');
    trial.now = 30_000;
    expect(await trial.codeOf(query, { engine: priced, variables: { n: 49 } })).toBe('admitted');
  });

  it('of costs refuse for good what is dearer than a whole minute', async () => {
    trial.byCommunity = { green: { community: { costPerMinute: 60 } } };
    const query = '{ some(first: 61) { id } }';
    expect(await trial.codeOf(query, { engine: priced })).toBe('COST_LIMIT_EXCEEDED');
  });
});
