import { describe, expect, it } from 'vitest';
import { continueTrace } from '../../src/telemetry/trace.js';

const given = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('continueTrace', () => {
  it('keeps the trace of a header and makes a span of its own', () => {
    const { traceId, traceparent } = continueTrace(given);
    expect(traceId).toBe('0af7651916cd43dd8448eb211c80319c');
    expect(traceparent).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/);
    expect(traceparent).not.toBe(given);
  });

  it.each([
    undefined,
    null,
    '',
    'nonsense',
    `${given}-more`,
    given.toUpperCase(),
    `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
    `00-0af7651916cd43dd8448eb211c80319c-${'0'.repeat(16)}-01`,
    `ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01`,
  ])('starts a trace where there is none to continue: %s', (header) => {
    const { traceId, traceparent } = continueTrace(header);
    expect(traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(traceId).not.toBe('0af7651916cd43dd8448eb211c80319c');
    expect(traceparent.split('-')[1]).toBe(traceId);
  });
});
