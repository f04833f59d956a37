import { createServer } from 'node:net';
import { portHolder } from './portHolder.js';

/** Thrown before anything is started when somebody else listens on a port that is needed. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
  readonly code = 'PORT_TAKEN';
}

/** Checks ports on 127.0.0.1, by the name of who needs them. Says who holds a taken one where that can be found out. */
export async function requireFreePorts(ports: Readonly<Record<string, number>>): Promise<void> {
  for (const [owner, port] of Object.entries(ports)) {
    if (await isFree(port)) continue;
    const holder = await portHolder(port);
    throw new PortTakenError(
      `Port ${port}, wanted for ${owner}, is taken by ${holder ?? 'another program'}. ` +
        'Stop that, or choose other ports with --port N.',
    );
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
