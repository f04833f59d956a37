import { describe, expect, it } from 'vitest';
import { createLogger } from '../src/createLogger.js';

describe('createLogger', () => {
  it('writes no capability and no key, wherever they stand', () => {
    const lines: string[] = [];
    const log = createLogger('info', { write: (line) => lines.push(line) });
    const key = `aic_0${'1'.repeat(25)}_${'s'.repeat(43)}`;
    log.error({ err: new Error('GET http://h/x?capability=abc.def failed'), apiKey: 'k-e-y' }, `with ${key}`);
    const text = lines.join('');
    expect(text).toContain('capability=[redacted]');
    for (const secret of ['abc.def', 'k-e-y', 's'.repeat(43)]) expect(text).not.toContain(secret);
    expect(JSON.parse(text)).toMatchObject({ service: 'agent' });
  });
});
