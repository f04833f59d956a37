import pg from 'pg';
import type { Logger } from '../telemetry/createLogger.js';

/** Stops listening; resolves when the connection is gone. */
export type Subscription = () => Promise<void>;

interface ListenSettings {
  readonly url: string;
  readonly channel: string;
  readonly handler: (payload: string) => void;
  readonly log: Logger;
}

const reconnectMilliseconds = 500;

/**
 * Listens on a channel over a connection of its own. When the connection is lost it is made again twice a second,
 * and the handler is called once with an empty payload, since notifications may have been missed meanwhile.
 */
export async function listenTo(settings: ListenSettings): Promise<Subscription> {
  let stopped = false;
  let client = await connect(settings, onLost);

  function onLost(): void {
    if (stopped) return;
    setTimeout(() => void reconnect(), reconnectMilliseconds).unref();
  }

  async function reconnect(): Promise<void> {
    if (isStopped()) return;
    try {
      client = await connect(settings, onLost);
    } catch (error) {
      settings.log.warn({ err: error, channel: settings.channel }, 'listening was interrupted');
      onLost();
      return;
    }
    if (isStopped()) await client.end();
    else settings.handler('');
  }

  const isStopped = (): boolean => stopped;

  return async () => {
    stopped = true;
    await client.end();
  };
}

async function connect(settings: ListenSettings, onLost: () => void): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: settings.url,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    application_name: `aic-listen-${settings.channel}`,
  });
  let connected = false;
  client.on('error', (error) => settings.log.warn({ err: error }, 'the listening connection failed'));
  client.on('end', () => {
    if (connected) onLost();
  });
  client.on('notification', ({ payload }) => settings.handler(payload ?? ''));
  await client.connect();
  await client.query(`listen ${pg.escapeIdentifier(settings.channel)}`);
  connected = true;
  return client;
}
