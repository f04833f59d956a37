import { readdir, readFile } from 'node:fs/promises';

/** A process that is not mistaken for a later one of the same id: `pid@startTime`. */
export type ProcessMark = string;

interface Seen {
  readonly pid: number;
  readonly parent: number;
  readonly mark: ProcessMark;
}

/** The processes a process started, and those they started, as /proc shows them. */
export async function descendantsOf(pid: number): Promise<readonly ProcessMark[]> {
  const all = await processes();
  const found: Seen[] = [];
  for (let parents = [pid]; parents.length > 0;) {
    const children = all.filter(({ parent }) => parents.includes(parent));
    found.push(...children);
    parents = children.map((child) => child.pid);
  }
  return found.map(({ mark }) => mark);
}

/** Those of some processes that are still there. */
export async function aliveOf(marks: Iterable<ProcessMark>): Promise<readonly ProcessMark[]> {
  const alive = new Set((await processes()).map(({ mark }) => mark));
  return [...marks].filter((mark) => alive.has(mark));
}

async function processes(): Promise<readonly Seen[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const seen = await Promise.all(pids.map(readProcess));
  return seen.filter((entry) => entry !== undefined);
}

/** Fields of /proc/PID/stat after the name in parentheses: state, parent, …; the start time is the 22nd of all. */
async function readProcess(pid: string): Promise<Seen | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const [state, parent, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (state === undefined || parent === undefined || state === 'Z') return undefined;
  return { pid: Number(pid), parent: Number(parent), mark: `${pid}@${rest[17] ?? ''}` };
}
