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
  const port = Number(values.port ?? 4000);
  if (!Number.isInteger(port) || port < 1024 || port > 65_000)
    throw new UsageError(`--port must be a whole number from 1024 to 65000, not "${values.port ?? ''}".`);
  return {
    once: values.once ?? false,
    image: values.image === undefined ? undefined : path.resolve(cwd, values.image),
    json: values.json ?? false,
    fresh: values.fresh ?? false,
    dataFolder: path.resolve(cwd, values.data ?? '.data'),
    port,
    help: values.help ?? false,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        once: { type: 'boolean' },
        image: { type: 'string' },
        json: { type: 'boolean' },
        fresh: { type: 'boolean' },
        data: { type: 'string' },
        port: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'The options cannot be understood.');
  }
}
