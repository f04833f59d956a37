import * as z from 'zod/mini';
import { askGraphql, type Answer } from '../http/askGraphql.js';

/** Gives a passkey another name. Never rejects. */
export function renamePasskey(id: string, name: string): Promise<Answer<unknown>> {
  return askGraphql({
    query: 'mutation RenamePasskey($id: ID!, $name: String!) { renamePasskey(id: $id, name: $name) { id } }',
    variables: { id, name },
    data: z.object({ renamePasskey: z.object({ id: z.string() }) }),
  });
}

/** Removes a passkey. Never rejects. */
export function removePasskey(id: string): Promise<Answer<unknown>> {
  return askGraphql({
    query: 'mutation RemovePasskey($id: ID!) { removePasskey(id: $id) { id } }',
    variables: { id },
    data: z.object({ removePasskey: z.object({ id: z.string() }) }),
  });
}

/** Makes ten recovery codes in place of those before. Never rejects. */
export async function createRecoveryCodes(): Promise<Answer<readonly string[]>> {
  const answer = await askGraphql({
    query: 'mutation CreateRecoveryCodes { createRecoveryCodes { codes } }',
    data: z.object({ createRecoveryCodes: z.object({ codes: z.array(z.string()) }) }),
  });
  return answer.outcome === 'answered'
    ? { outcome: 'answered', data: answer.data.createRecoveryCodes.codes }
    : answer;
}
