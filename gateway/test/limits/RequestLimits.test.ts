import { beforeEach, describe, expect, it } from 'vitest';
import { standardShape } from '../../src/limits/ShapeLimits.js';
import { LimitsTrial, plain, standard, type Changes } from './LimitsTrial.js';

let trial: LimitsTrial;

beforeEach(() => {
  trial = new LimitsTrial();
});

describe('limits of one operation', () => {
  it.each<[Changes, string, string]>([
    [{ operation: { depth: 2 } }, '{ me { best { id } } }', 'OPERATION_TOO_DEEP'],
    [{ operation: { aliases: 1 } }, '{ a: leaf b: leaf }', 'TOO_MANY_ALIASES'],
    [{ operation: { rootFields: 1 } }, '{ leaf me { id } }', 'TOO_MANY_ROOT_FIELDS'],
    [{ operation: { selections: 2 } }, '{ leaf me { id } }', 'TOO_MANY_FIELDS'],
    [
      { operation: { directives: 1 } },
      '{ leaf @skip(if: false) me @skip(if: true) { id } }',
      'TOO_MANY_DIRECTIVES',
    ],
    [
      { operation: { directives: 1 } },
      '{ me { ...F best { ...F } } } fragment F on User { id @skip(if: false) }',
      'TOO_MANY_DIRECTIVES',
    ],
    [{ operation: { tokens: 10 } }, '{ me { best { best { best { id } } } } }', 'DOCUMENT_TOO_LONG'],
    [{ operation: { introspection: false } }, '{ __schema { types { name } } }', 'INTROSPECTION_DISABLED'],
    [{ cost: { max: 1 } }, '{ me { best { id } } }', 'COST_LIMIT_EXCEEDED'],
  ])(
    '%j refuse %s in their community alone, also when the operation is known',
    async (changes, query, code) => {
      trial.byCommunity = { green: changes };
      expect(await trial.codeOf(query)).toBe(code);
      expect(await trial.codeOf(query, { community: 'red' })).toBe('admitted');
      expect(await trial.codeOf(query)).toBe(code);
      trial.byCommunity = {};
      expect(await trial.codeOf(query)).toBe('admitted');
    },
  );

  it('refuse variables that are too large or too deep, before anything reads them', async () => {
    const query = 'query ($all: [Int], $by: By) { me { find(all: $all, by: $by) } }';
    trial.byCommunity = { green: { variables: { bytes: 30, depth: 2 } } };
    expect(await trial.codeOf(query, { variables: { all: [1, 2], by: { by: { name: 'x' } } } })).toBe(
      'VARIABLES_TOO_LARGE',
    );
    trial.byCommunity = { green: { variables: { depth: 2 } } };
    expect(await trial.codeOf(query, { variables: { by: { by: {} } } })).toBe('admitted');
    expect(await trial.codeOf(query, { variables: { by: { by: { by: {} } } } })).toBe('VARIABLES_TOO_DEEP');
    trial.byCommunity = { green: { variables: { values: 3 } } };
    expect(await trial.codeOf(query, { variables: { all: [1, 2] } })).toBe('admitted');
    expect(await trial.codeOf(query, { variables: { all: [1, 2, 3] } })).toBe('TOO_MANY_VALUES');
    trial.byCommunity = { green: { variables: { fields: 5 } } };
    expect(await trial.codeOf(query, { variables: { by: {} } })).toBe('admitted');
    expect(await trial.codeOf(query, { variables: { by: { by: {} } } })).toBe('TOO_MANY_INPUT_FIELDS');
  });

  it('suggest names of the schema only where clients may ask for it', async () => {
    const messageOf = async () => {
      const requester = { community: 'green', admissionKey: 'ada' };
      const admission = await trial.limits.admit(plain, requester, { query: '{ leav }' });
      return admission.ok ? '' : admission.errors[0]?.message;
    };
    expect(await messageOf()).toContain('Did you mean "leaf"?');
    const { shape } = standard.operation;
    trial.byCommunity = { green: { operation: { shape: { ...(shape ?? standardShape), suggestions: 0 } } } };
    expect(await messageOf()).toBe('Cannot query field "leav" on type "Query".');
    trial.byCommunity = { green: { operation: { introspection: false } } };
    expect(await messageOf()).toBe('Cannot query field "leav" on type "Query".');
  });
});
