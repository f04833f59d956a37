import { sign as signBytes } from 'node:crypto';
import { passportAlgorithm } from '@ai-collective/contracts';
import type { SigningKey } from '@ai-collective/platform/runtime';

/** Signs claims with a key. */
export type TokenSigner = (claims: object, key: SigningKey) => string;

/**
 * Makes what signs claims as JSON Web Tokens in compact form (RFC 7515, 7519, 8037), of type `typ` if given. jose does the same
 * by WebCrypto, a job of the thread pool for each: 137 us of processor time a token, against 70.
 */
export function tokenSigner(typ?: string): TokenSigner {
  let header = '';
  let headerOf: string | undefined;
  return (claims, { kid, privateKey }) => {
    if (kid !== headerOf) {
      header = encoded({ alg: passportAlgorithm, ...(typ !== undefined && { typ }), kid });
      headerOf = kid;
    }
    const signed = `${header}.${encoded(claims)}`;
    return `${signed}.${signBytes(null, Buffer.from(signed), privateKey).toString('base64url')}`;
  };
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
