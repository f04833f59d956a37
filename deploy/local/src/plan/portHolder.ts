import { readdir, readFile, readlink } from 'node:fs/promises';

const listening = '0A';

/**
 * Names the program that listens on a TCP port: `node (process 1234)`. Answers undefined where it cannot be seen:
 * on systems without /proc, or when it belongs to somebody else.
 */
export async function portHolder(port: number): Promise<string | undefined> {
  const sockets = new Set([
    ...listeningSockets(await readText('/proc/net/tcp'), port),
    ...listeningSockets(await readText('/proc/net/tcp6'), port),
  ]);
  if (sockets.size === 0) return undefined;
  const processes = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  for (const pid of processes) {
    if (!(await holdsAny(pid, sockets))) continue;
    const name = (await readText(`/proc/${pid}/comm`)).trim();
    return `${name} (process ${pid})`;
  }
  return undefined;
}

/** The inodes of the sockets that listen on a port, from the text of /proc/net/tcp. */
export function listeningSockets(table: string, port: number): readonly string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => local?.endsWith(suffix) === true && state === listening)
    .flatMap((fields) => fields[9] ?? []);
}

async function holdsAny(pid: string, sockets: ReadonlySet<string>): Promise<boolean> {
  const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
  const targets = await Promise.all(
    descriptors.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => '')),
  );
  return targets.some((target) => sockets.has(/^socket:\[(\d+)\]$/.exec(target)?.[1] ?? ''));
}

function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}
