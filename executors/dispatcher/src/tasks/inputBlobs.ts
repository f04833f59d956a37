import type { TaskMessage } from '@ai-collective/contracts';

/** The CIDs of the blobs among a task's inputs, each once. */
export function inputBlobs({ input }: Pick<TaskMessage, 'input'>): readonly string[] {
  const cids = Object.values(input).flatMap((value) => (value.type === 'blob' ? [value.cid] : []));
  return [...new Set(cids)];
}
