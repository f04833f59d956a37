import { createHash } from 'node:crypto';
import type { VariantDefinition } from './VariantDefinition.js';

/** The key of the variant without anything of a community's own. */
export const platformVariantKey = 'platform';

/** The same for definitions that mean the same, whatever the order of their parts; different for all others. */
export function variantKey({ subgraphs, contract }: VariantDefinition): string {
  const include = sorted(contract?.include ?? []);
  const exclude = sorted(contract?.exclude ?? []);
  if (subgraphs.length + include.length + exclude.length === 0) return platformVariantKey;
  const parts = subgraphs.map(({ name, url, sdl }) => JSON.stringify([name, url, sdl]));
  const text = JSON.stringify([parts.sort(), include, exclude]);
  return createHash('sha256').update(text).digest('base64url');
}

function sorted(tags: readonly string[]): readonly string[] {
  return [...new Set(tags)].sort();
}
