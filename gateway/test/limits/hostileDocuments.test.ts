import { describe, expect, it } from 'vitest';
import { operationChecks } from '../../src/limits/operationChecks.js';
import { testSupergraph } from '../engine/testSupergraph.js';
import { hostileDocuments, slowDocuments, wideSdl } from './hostileDocuments.js';

const limits = {
  ...{ depth: 30, aliases: 500, rootFields: 100 },
  ...{ selections: 10_000, tokens: 15_000, directives: 500 },
};
const { engine } = testSupergraph(
  { wide: { sdl: wideSdl, resolvers: {} } },
  { checks: operationChecks(limits) },
);

/** The slowest takes 40 to 100 ms, as busy as the machine is; what is not bounded takes seconds. */
const soonMs = 250;

/** The code of the refusal, and the least time of the thread it took, ms: the first is not compiled yet. */
function measure(document: string) {
  const attempts = [1, 2, 3, 4, 5].map((nth) => {
    const begin = process.cpuUsage();
    const preparation = engine.prepare(`${document} #${nth}`);
    const { user, system } = process.cpuUsage(begin);
    return { preparation, ms: (user + system) / 1_000 };
  });
  const errors = attempts.flatMap(({ preparation }) => (preparation.ok ? [] : preparation.errors));
  return {
    errors,
    code: errors[0]?.extensions.code ?? 'none',
    ms: Math.min(...attempts.map(({ ms }) => ms)),
  };
}

describe('a hostile document', () => {
  it.each(hostileDocuments)('is refused before validation: %s', (_name, code, document) => {
    const measured = measure(document);
    expect(measured.code).toBe(code);
    expect(measured.ms).toBeLessThan(soonMs);
  });
});

describe('a document that is slow to validate', () => {
  it.each(slowDocuments)('is answered soon, and in few words: %s', (_name, code, document) => {
    const measured = measure(document);
    expect(measured.code).toBe(code);
    expect(measured.ms).toBeLessThan(soonMs);
    expect(JSON.stringify(measured.errors).length).toBeLessThan(100_000);
  });
});
