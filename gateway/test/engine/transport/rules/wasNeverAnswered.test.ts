import { describe, expect, it } from 'vitest';
import { wasNeverAnswered } from '../../../../src/engine/transport/rules/wasNeverAnswered.js';

describe('wasNeverAnswered', () => {
  it.each([
    ['ECONNREFUSED', false, true],
    ['EHOSTUNREACH', false, true],
    ['ECONNRESET', true, true],
    ['ECONNRESET', false, false],
    ['UND_ERR_SOCKET', true, true],
    ['UND_ERR_SOCKET', false, false],
    ['UND_ERR_HEADERS_TIMEOUT', true, false],
    ['ABORT_ERR', true, false],
  ])('says of %s, unanswered as far as is known %j: %j', (code, isUnanswered, expected) => {
    expect(wasNeverAnswered({ cause: { code }, isUnanswered })).toBe(expected);
  });

  it.each([undefined, null, 'ECONNREFUSED', {}])('says no of %j', (cause) => {
    expect(wasNeverAnswered({ cause, isUnanswered: true })).toBe(false);
  });
});
