import { randomBytes } from 'node:crypto';

const base32 = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * Every secret that docker-compose.yml asks for, made anew.
 * @param {number} now Unix milliseconds, which the API key's id begins with
 * @returns {Readonly<Record<string, string>>}
 */
export function freshSecrets(now) {
  return {
    POSTGRES_PASSWORD: password(),
    IDENTITY_DB_PASSWORD: password(),
    COMPUTE_DB_PASSWORD: password(),
    STORAGE_DB_PASSWORD: password(),
    GOVERNANCE_DB_PASSWORD: password(),
    IDENTITY_SEALING_KEY: randomBytes(32).toString('base64url'),
    CHECKPOINT_KEY: randomBytes(32).toString('base64url'),
    CAPABILITY_SECRET: randomBytes(32).toString('base64url'),
    BOOTSTRAP_API_KEY: `aic_${sortableId(now)}_${randomBytes(32).toString('base64url')}`,
  };
}

/**
 * The text of a .env file; values are single-quoted, so that nothing in them is expanded.
 * @param {Readonly<Record<string, string>>} secrets
 */
export function toEnvText(secrets) {
  const lines = Object.entries(secrets).map(([name, value]) => `${name}='${value}'`);
  return ['# Written by `npm run env`; what each is for is told in .env.example.', ...lines, ''].join('\n');
}

/** Letters and digits only: it becomes part of a URL. */
function password() {
  return randomBytes(24).toString('hex');
}

/**
 * A UUIDv7 in 26 letters of Crockford's base32: the suffix of a TypeID.
 * @param {number} now Unix milliseconds
 */
function sortableId(now) {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(now, 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  let rest = BigInt(`0x${bytes.toString('hex')}`);
  let text = '';
  for (let letter = 0; letter < 26; letter += 1) {
    text = (base32[Number(rest & 31n)] ?? '') + text;
    rest >>= 5n;
  }
  return text;
}
