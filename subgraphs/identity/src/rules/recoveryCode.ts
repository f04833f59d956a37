/** Crockford's base32: no I, L, O or U, which are read as something else. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const length = 20;
const groupLength = 5;

/** Bytes that {@link formatRecoveryCode} makes a code of: 20 characters of 5 bits each, 100 random bits. */
export const recoveryCodeBytes = length;

/** Writes a recovery code as people read it, `xxxxx-xxxxx-xxxxx-xxxxx`: five bits of each byte. */
export function formatRecoveryCode(bytes: Uint8Array): string {
  const letters = Array.from(bytes.subarray(0, length), (byte) => alphabet.charAt(byte & 31)).join('');
  return (letters.match(new RegExp(`.{${groupLength}}`, 'g')) ?? []).join('-');
}

/** A code as somebody typed it, in the form it was made in: case, spaces, hyphens and letters that look alike do not matter. */
export function normalizeRecoveryCode(typed: string): string {
  const letters = typed.toLowerCase().replace(/[\s-]/g, '').replace(/[il]/g, '1').replace(/o/g, '0');
  return (letters.match(new RegExp(`.{1,${groupLength}}`, 'g')) ?? []).join('-');
}
