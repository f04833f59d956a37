import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Keeps texts from those who hold them, and from being changed by them. */
export interface Sealer {
  /** Encrypts and authenticates a text; it can be opened for the same context only. */
  seal(text: string, context: string): string;
  /** The text, or undefined when it was sealed for something else, changed, or never sealed. */
  open(sealed: string, context: string): string | undefined;
}

const ivBytes = 12;
const tagBytes = 16;

/** AES-256-GCM with a key of its own for each purpose (HKDF-SHA-256), a random 96-bit IV, and the context as associated data. */
export function createSealer(key: string, purpose: string): Sealer {
  const ownKey = Buffer.from(
    hkdfSync('sha256', Buffer.from(key, 'base64url'), '', `aic-identity ${purpose}`, 32),
  );
  return {
    seal: (text, context) => {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv('aes-256-gcm', ownKey, iv).setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, body, cipher.getAuthTag()]).toString('base64url');
    },
    open: (sealed, context) => {
      const bytes = Buffer.from(sealed, 'base64url');
      if (bytes.length < ivBytes + tagBytes) return undefined;
      const decipher = createDecipheriv('aes-256-gcm', ownKey, bytes.subarray(0, ivBytes), {
        authTagLength: tagBytes,
      });
      decipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(-tagBytes));
      try {
        const body = decipher.update(bytes.subarray(ivBytes, -tagBytes));
        return Buffer.concat([body, decipher.final()]).toString('utf8');
      } catch {
        return undefined;
      }
    },
  };
}
