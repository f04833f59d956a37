import { signingKeyAt } from '../keySchedule.js';
import { keyToCome, withKey, withoutKey, type KeySet } from './changeKeySet.js';
import { createKeySetFile, readKeySetFile, writeKeySetFile } from './keySetFile.js';
import { newPrivateJwk } from './newPrivateJwk.js';
import type { Task } from './options.js';

/** Does a task to one file and answers what to say about it. `now` is in Unix seconds. Rejects, naming the file, when it cannot. */
export async function runTask(task: Task, file: string, now: number): Promise<readonly string[]> {
  switch (task.kind) {
    case 'create':
      return [`${file}: ${(await createKeySetFile(file)) ? 'made, with one key' : 'is there already'}`];
    case 'list':
      return listed(await readKeySetFile(file), file, now);
    case 'rotate':
      return rotate(file, now, task.leadSeconds);
    case 'remove':
      return remove(file, now, task.kid);
  }
}

async function rotate(file: string, now: number, leadSeconds: number): Promise<readonly string[]> {
  const keys = await readKeySetFile(file);
  const waiting = keyToCome(keys, now);
  if (waiting !== undefined)
    return [`${file}: unchanged, since ${waiting.kid} is yet to sign, from ${timeText(waiting.nbf)} on`];
  const key = newPrivateJwk(now + leadSeconds);
  await writeKeySetFile(file, withKey(keys, { key, now }));
  return [`${file}: ${key.kid} signs from ${timeText(key.nbf)} on`];
}

async function remove(file: string, now: number, kid: string): Promise<readonly string[]> {
  const changed = withoutKey(await readKeySetFile(file), { kid, now, instead: newPrivateJwk(now) });
  if (changed === undefined) return [`${file}: unchanged, since it has no key ${kid}`];
  if (changed.length === 0) throw new Error(`${file}: ${kid} is the only key`);
  await writeKeySetFile(file, changed);
  return [`${file}: ${kid} is removed`, ...listed(changed, file, now)];
}

function listed(keys: KeySet, file: string, now: number): readonly string[] {
  const signing = signingKeyAt(keys, now);
  return keys.map(({ kid, nbf }) => {
    const standing = kid === signing?.kid ? 'signs' : nbf > now ? 'is yet to sign' : 'signed';
    return `${file}: ${kid} ${standing}${nbf > 0 ? `, from ${timeText(nbf)} on` : ''}`;
  });
}

function timeText(seconds: number): string {
  return new Date(seconds * 1_000).toISOString().replace('.000Z', 'Z');
}
