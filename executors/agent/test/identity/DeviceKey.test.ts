import { createPublicKey, verify } from 'node:crypto';
import { chmod, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DeviceKey } from '../../src/identity/DeviceKey.js';
import { temporaryDirectory } from '../temporaryDirectory.js';

describe('DeviceKey', () => {
  it('is made once, for its owner alone, and read afterwards', async () => {
    const directory = join(await temporaryDirectory(), 'new');
    const made = await DeviceKey.open(directory);
    const read = await DeviceKey.open(directory);
    expect(read.publicKey).toBe(made.publicKey);
    expect(Buffer.from(made.publicKey, 'base64url')).toHaveLength(32);
    expect((await stat(join(directory, 'device.key'))).mode & 0o777).toBe(0o600);
  });

  it('signs what its public key verifies', async () => {
    const key = await DeviceKey.open(await temporaryDirectory());
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: key.publicKey };
    const signature = Buffer.from(key.sign(Buffer.from('message')), 'base64url');
    expect(
      verify(null, Buffer.from('message'), createPublicKey({ key: jwk, format: 'jwk' }), signature),
    ).toBe(true);
    expect(
      verify(null, Buffer.from('massage'), createPublicKey({ key: jwk, format: 'jwk' }), signature),
    ).toBe(false);
  });

  it('refuses a key file others can read', async () => {
    const directory = await temporaryDirectory();
    await DeviceKey.open(directory);
    await chmod(join(directory, 'device.key'), 0o644);
    await expect(DeviceKey.open(directory)).rejects.toThrow(/chmod 600/);
  });
});
