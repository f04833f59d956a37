import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openSigningKeys, type FollowedSigningKeys } from '../../src/keys/openSigningKeys.js';
import { newPrivateJwk, type PrivateJwk } from '../../src/keys/rotation/newPrivateJwk.js';

describe('signing keys in a file', () => {
  let folder: string;
  let file: string;
  let followed: FollowedSigningKeys | undefined;
  let warnings: string[];
  const log = { info: () => undefined, warn: (what: unknown) => void warnings.push(JSON.stringify(what)) };
  const first = newPrivateJwk(0);

  const write = async (...keys: readonly PrivateJwk[]): Promise<void> => {
    await writeFile(`${file}.new`, JSON.stringify({ keys }));
    await rename(`${file}.new`, file);
  };
  const open = async (options: { readonly file: string | undefined; readonly jwk?: string } = { file }) => {
    followed = await openSigningKeys({
      file: ['SOME_KEYS_FILE', options.file],
      jwk: ['SOME_JWK', options.jwk],
      ...{ tokenLifetimeSeconds: 60, log, everyMs: 10 },
    });
    return followed;
  };
  const now = () => Date.now() / 1_000;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'aic-keys-'));
    file = path.join(folder, 'keys.json');
    warnings = [];
    await write(first);
  });

  afterEach(async () => {
    await followed?.close();
    await rm(folder, { recursive: true });
  });

  it('are taken up while it runs', async () => {
    const { keys } = await open();
    expect(keys.current(now()).kid).toBe(first.kid);
    const second = newPrivateJwk(Math.floor(now()));
    await write(first, second);
    await vi.waitFor(() => expect(keys.current(now()).kid).toBe(second.kid));
    expect(keys.published(now()).keys).toHaveLength(2);
  });

  it.each<[string, () => Promise<void>]>([
    ['is no JSON', () => writeFile(file, `{"keys":[{"d":"${first.d}"`)],
    ['holds a symmetric key', () => writeFile(file, '{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}')],
    ['holds no key that signs by now', () => write(newPrivateJwk(9_999_999_999))],
    ['is gone', () => rm(file)],
  ])('stay in force when the file %s, which is said once and without secrets', async (_, spoil) => {
    const { keys, readiness } = await open();
    expect(readiness.remark?.()).toBeUndefined();
    await spoil();
    await vi.waitFor(() => expect(readiness.remark?.()).toMatch(/^SOME_KEYS_FILE .*stay in force$/));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(keys.current(now()).kid).toBe(first.kid);
    await readiness.check();
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).not.toContain(first.d);
    await write(first);
    await vi.waitFor(() => expect(readiness.remark?.()).toBeUndefined());
  });

  it.each<[string, () => Promise<unknown>, RegExp]>([
    ['there is no file', () => open({ file: path.join(folder, 'none') }), /^SOME_KEYS_FILE .*cannot be read/],
    ['neither is named', () => open({ file: undefined }), /SOME_KEYS_FILE or SOME_JWK/],
    ['both are named', () => open({ file, jwk: JSON.stringify(first) }), /SOME_KEYS_FILE or SOME_JWK/],
  ])('are needed at the start: not when %s', async (_, opening, message) => {
    await expect(opening()).rejects.toThrow(message);
  });

  it('may be one key in an option, which is refused by name when it is none', async () => {
    const opening = (jwk: string) =>
      openSigningKeys({
        file: ['SOME_KEYS_FILE', undefined],
        jwk: ['SOME_JWK', jwk],
        ...{ tokenLifetimeSeconds: 60, log },
      });
    followed = await opening(JSON.stringify(first));
    expect(followed.keys.current(now()).kid).toBe(first.kid);
    await expect(opening('not json')).rejects.toThrow(/^SOME_JWK must be private/);
  });
});
