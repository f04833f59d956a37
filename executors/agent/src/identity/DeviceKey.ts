import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { mkdir, open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const jwkSchema = z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string() });

/** The device's Ed25519 key. The private half never leaves its file. */
export class DeviceKey {
  readonly #privateKey: KeyObject;
  /** Raw public key, base64url. */
  readonly publicKey: string;

  private constructor(privateKey: KeyObject) {
    this.#privateKey = privateKey;
    this.publicKey = jwkSchema.parse(createPublicKey(privateKey).export({ format: 'jwk' })).x;
  }

  /**
   * Reads `device.key` from a directory, or makes one (mode 0600) when there is none.
   * Throws when the file is no Ed25519 key, or when others could read it.
   */
  static async open(directory: string): Promise<DeviceKey> {
    const path = join(directory, 'device.key');
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const pem = await readFile(path, 'utf8').catch(() => null);
    if (pem === null) return DeviceKey.#create(path);
    const { mode } = await stat(path);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new Error(`${path} can be read by others; take their permissions away with: chmod 600`);
    }
    return new DeviceKey(createPrivateKey(pem));
  }

  static async #create(path: string): Promise<DeviceKey> {
    const { privateKey } = generateKeyPairSync('ed25519');
    // 'wx' rather than a check before: two agents starting at once must not overwrite each other's key.
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(privateKey.export({ format: 'pem', type: 'pkcs8' }));
      await file.sync();
    } finally {
      await file.close();
    }
    return new DeviceKey(privateKey);
  }

  /** Signs bytes; the signature is base64url. */
  sign(bytes: Uint8Array): string {
    return sign(null, bytes, this.#privateKey).toString('base64url');
  }
}
