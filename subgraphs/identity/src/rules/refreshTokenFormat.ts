import { idPrefixes } from '@ai-collective/contracts';

const pattern = /^aicr_([0-7][0-9a-hjkmnp-tv-z]{25})_([A-Za-z0-9_-]{43})$/;

/** `aicr_<id>_<secret>`: what a program keeps to stay signed in. No other door takes it. */
export function formatRefreshToken(tokenId: string, secret: string): string {
  return `aicr_${tokenId.slice(tokenId.indexOf('_') + 1)}_${secret}`;
}

/** Takes a refresh token apart; undefined when it has not even the form of one. */
export function parseRefreshToken(
  text: string,
): { readonly tokenId: string; readonly secret: string } | undefined {
  const [, suffix, secret] = pattern.exec(text) ?? [];
  if (suffix === undefined || secret === undefined) return undefined;
  return { tokenId: `${idPrefixes.refreshToken}_${suffix}`, secret };
}
