import { isIPv4 } from 'node:net';
import path from 'node:path';
import { parseArgs } from 'node:util';

/** What `npm start` was asked to do. */
export interface StartOptions {
  /** Run one inference, then stop. */
  readonly once: boolean;
  /** The picture to read; the one that comes with the project when absent. */
  readonly image: string | undefined;
  /** Print the result as one line of JSON and nothing else to standard output. */
  readonly json: boolean;
  /** Throw away the data of earlier runs first. */
  readonly fresh: boolean;
  /** Where everything that lasts is kept. */
  readonly dataFolder: string;
  /** The gateway's port; the others follow it. */
  readonly port: number;
  /** The address the gateway and the dispatcher listen on, by which devices reach this machine. */
  readonly host: string;
  readonly help: boolean;
}

/** Thrown when the command line cannot be understood. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const usage = `npm start -- [options]

Starts everything on this machine and runs a first inference.

  --once           stop after the first inference
  --image FILE     read this picture (PNG, JPEG or WebP)
  --json           print the result as one line of JSON
  --host ADDRESS   address of this machine on your network, so that other devices can join (default 127.0.0.1)
  --port N         port of the gateway (default 4000); the other services use the ports after it
  --data FOLDER    where to keep data (default .data)
  --fresh          begin again: delete the data of earlier runs
  --help           show this

PostgreSQL and Kafka of your own are used when DATABASE_URL (a role that may create roles and schemas)
and KAFKA_BROKERS are set.
`;

/** Parses the command line. Throws a {@link UsageError} in words a person can act on. */
export function parseOptions(args: readonly string[], cwd: string): StartOptions {
  const { values } = parse(args);
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1024 || port > 65_000)
    throw new UsageError(`--port must be a whole number from 1024 to 65000, not "${values.port}".`);
  return {
    once: values.once,
    image: values.image === undefined ? undefined : path.resolve(cwd, values.image),
    json: values.json,
    fresh: values.fresh,
    dataFolder: path.resolve(cwd, values.data),
    port,
    host: hostFrom(values.host),
    help: values.help,
  };
}

/** Links and devices need an address they can reach, so the wildcard addresses will not do. */
function hostFrom(host: string): string {
  if (isIPv4(host) && host !== '0.0.0.0') return host;
  throw new UsageError(`--host must be an IPv4 address of this machine, not "${host}".`);
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        once: { type: 'boolean', default: false },
        image: { type: 'string' },
        json: { type: 'boolean', default: false },
        fresh: { type: 'boolean', default: false },
        data: { type: 'string', default: '.data' },
        port: { type: 'string', default: '4000' },
        host: { type: 'string', default: '127.0.0.1' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'The options cannot be understood.');
  }
}
