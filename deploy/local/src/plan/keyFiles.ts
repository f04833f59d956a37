import path from 'node:path';
import { createKeySetFile } from '@ai-collective/platform/runtime';

/** The files of the keys that sign, which `npm run rotate-keys` changes while everything runs. */
export function keyFiles(dataFolder: string): { readonly passport: string; readonly identity: string } {
  const file = (name: string) => path.join(dataFolder, 'keys', `${name}.json`);
  return { passport: file('passport'), identity: file('identity') };
}

/** Makes the key files that are missing. */
export async function createKeyFiles(dataFolder: string): Promise<void> {
  for (const file of Object.values(keyFiles(dataFolder))) await createKeySetFile(file);
}
