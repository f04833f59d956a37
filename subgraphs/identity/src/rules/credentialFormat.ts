import { apiKeyPattern, idPrefixes } from '@ai-collective/contracts';

/** A credential as a caller sends it, taken apart. */
export type ParsedCredential =
  | { readonly kind: 'API_KEY'; readonly keyId: string; readonly secret: string }
  | { readonly kind: 'SESSION'; readonly sessionId: string; readonly secret: string }
  | { readonly kind: 'ACCESS_TOKEN'; readonly token: string }
  | { readonly kind: 'UNKNOWN' };

const sessionPattern = /^aics_([0-7][0-9a-hjkmnp-tv-z]{25})_([A-Za-z0-9_-]{43})$/;
const jwtPattern = /^[\w-]+\.[\w-]+\.[\w-]*$/;

/** Tells API keys, session secrets and access tokens apart by their form alone. */
export function parseCredential(text: string): ParsedCredential {
  const [, keySuffix, keySecret] = apiKeyPattern.exec(text) ?? [];
  if (keySuffix !== undefined && keySecret !== undefined)
    return { kind: 'API_KEY', keyId: `${idPrefixes.apiKey}_${keySuffix}`, secret: keySecret };
  const [, sessionSuffix, sessionSecret] = sessionPattern.exec(text) ?? [];
  if (sessionSuffix !== undefined && sessionSecret !== undefined)
    return { kind: 'SESSION', sessionId: `${idPrefixes.session}_${sessionSuffix}`, secret: sessionSecret };
  return jwtPattern.test(text) ? { kind: 'ACCESS_TOKEN', token: text } : { kind: 'UNKNOWN' };
}

/** `aic_<id>_<secret>`: what a service sends as its API key. */
export function formatApiKey(keyId: string, secret: string): string {
  return `aic_${withoutPrefix(keyId)}_${secret}`;
}

/** `aics_<id>_<secret>`: what the session cookie holds. */
export function formatSessionCredential(sessionId: string, secret: string): string {
  return `aics_${withoutPrefix(sessionId)}_${secret}`;
}

function withoutPrefix(id: string): string {
  return id.slice(id.indexOf('_') + 1);
}
