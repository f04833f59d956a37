import { afterEach, describe, expect, it, vi } from 'vitest';
import { addPasskey, readAddition } from '../../src/account/addPasskey.js';
import { answeringFetch } from '../http/answeringFetch.js';

afterEach(() => vi.unstubAllGlobals());

describe('readAddition', () => {
  it.each([null, ['a-b']])('reads the recovery codes %j', (recoveryCodes) => {
    const body = { passkey: { id: 'psk_1', name: 'laptop' }, recoveryCodes };
    expect(readAddition({ status: 200, body })).toEqual({ outcome: 'added', recoveryCodes });
  });

  it('reads why it was refused', () => {
    const body = { code: 'TOO_MANY_PASSKEYS', message: 'Remove one first.' };
    expect(readAddition({ status: 409, body })).toEqual({ outcome: 'refused', ...body });
  });

  it.each([null, { status: 200, body: {} }])('takes %j for a failure', (answer) => {
    expect(readAddition(answer)).toEqual({ outcome: 'failed' });
  });
});

describe('addPasskey', () => {
  it('asks the browser for nothing when identity refuses to begin', async () => {
    const body = { code: 'SESSION_ENDED', message: 'Sign in again.' };
    const sent = answeringFetch(body, 401);
    expect(await addPasskey('laptop')).toEqual({ outcome: 'refused', ...body });
    expect(sent).toEqual([['/auth/passkeys/register/options', {}]]);
  });
});
