import type { BlobClient } from '../blobs/BlobClient.js';
import type { LineVerdict } from './checkLine.js';
import { checkedLines, problemOf, type ItemFile, type ItemProblem } from './itemFile.js';
import { missingBlobs, mostChecked } from './requireBlobs.js';

/** What a check of a whole file finds. */
export interface FileVerdict {
  readonly items: number;
  /** The first of them; none when the file is right. */
  readonly problems: readonly ItemProblem[];
}

interface FileCheck {
  readonly maxItems: number;
  /** Called as lines are read, with how many were. */
  readonly onProgress: (lines: number) => Promise<void>;
  readonly blobs: Pick<BlobClient, 'exists'>;
  readonly community: string;
}

const mostProblems = 20;

/**
 * Checks every line of a file, and that the blobs are there which its items name, when they are at most 1,000. Tells the first
 * 20 problems; throws STORAGE_UNAVAILABLE.
 */
export async function checkItemFile(file: ItemFile, check: FileCheck): Promise<FileVerdict> {
  const problems: ItemProblem[] = [];
  const blobs = new Map<string, number>();
  let items = 0;
  for await (const { first, verdicts } of checkedLines(file)) {
    for (const [place, verdict] of verdicts.entries()) {
      const problem = problemOf(first + place, verdict);
      if (problem !== undefined) problems.push(problem);
      noteBlobs(blobs, verdict, first + place);
    }
    items += verdicts.length;
    if (items > check.maxItems) problems.push(tooLarge(check.maxItems));
    if (items > check.maxItems || problems.length >= mostProblems) return firstOf(items, problems);
    await check.onProgress(items);
  }
  if (items === 0)
    problems.push({ line: null, code: 'JOB_EMPTY', message: 'A job needs at least one item.' });
  return firstOf(items, [...problems, ...(await blobProblems(blobs, check))]);
}

/** Notes which line names a blob first, up to more than will be asked for. */
function noteBlobs(blobs: Map<string, number>, verdict: LineVerdict, line: number): void {
  if (!('input' in verdict)) return;
  for (const value of Object.values(verdict.input))
    if (value.type === 'blob' && blobs.size <= mostChecked && !blobs.has(value.cid))
      blobs.set(value.cid, line);
}

function firstOf(items: number, problems: readonly ItemProblem[]): FileVerdict {
  return { items, problems: problems.slice(0, mostProblems) };
}

function tooLarge(maxItems: number): ItemProblem {
  const message = `The file has more lines than a job of this community may have items: ${maxItems} (jobs.maxItems).`;
  return { line: maxItems + 1, code: 'JOB_TOO_LARGE', message };
}

/** Blobs that items name and the community has not, by the lines that name them first. */
async function blobProblems(
  lines: ReadonlyMap<string, number>,
  { blobs, community }: FileCheck,
): Promise<readonly ItemProblem[]> {
  const missing = await missingBlobs(blobs, community, [...lines.keys()]);
  return missing.map((cid) => ({
    line: lines.get(cid) ?? null,
    code: 'BLOB_NOT_FOUND',
    message: `There is no blob ${cid} in this community.`,
  }));
}
