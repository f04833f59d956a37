import { expect, it } from 'vitest';
import { noPasskey } from '../../src/passkeys/ceremony.js';

const named = (name: string): Error => Object.assign(new Error('why'), { name });

it.each([
  [named('NotAllowedError'), 'No passkey was chosen.'],
  [named('InvalidStateError'), 'This device already has a passkey'],
  [named('SecurityError'), 'This browser could not use a passkey here.'],
  ['no error', 'This browser could not use a passkey here.'],
])('says of %s what to do', (error, words) => {
  expect(noPasskey(error)).toMatchObject({
    outcome: 'noPasskey',
    message: expect.stringContaining(words) as unknown,
  });
});
