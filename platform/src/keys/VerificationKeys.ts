import { readVerificationKeys, type VerificationKeyMap } from './verificationKey.js';

/** The keys with which tokens of somebody else are checked. */
export interface VerificationKeys {
  /** Those in force; empty while none are known yet. */
  readonly known: VerificationKeyMap;
  /** Looks whether there are others now, for a token of a key that is not among them. Never rejects. */
  refresh(): Promise<void>;
}

/** Keys that never change. Throws when the text is no JSON Web Key Set with a public Ed25519 key in it. */
export function fixedVerificationKeys(text: string): VerificationKeys {
  return { known: readVerificationKeys(JSON.parse(text)), refresh: () => Promise.resolve() };
}
