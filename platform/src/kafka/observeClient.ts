import type { Client, LibrdKafkaError } from 'node-rdkafka';
import type { Logger } from 'pino';

/**
 * What a client may report that its owner must act on. `UNREACHABLE`: no broker is connected. `REPLACED`: the broker is
 * not the one it was, so it knows no offsets, groups or producers. `FATAL`: this client can do nothing more.
 * `STUCK`: nobody has asked this consumer for messages for too long.
 */
export type ClientTrouble = 'UNREACHABLE' | 'REPLACED' | 'FATAL' | 'STUCK';

/** node-rdkafka passes on the text of an error event, without its code. */
const troubleOfError: Readonly<Record<string, ClientTrouble>> = {
  'all broker connections are down': 'UNREACHABLE',
  'fatal error': 'FATAL',
};

/** Some troubles librdkafka only logs, under these facilities. */
const troubleOfFacility: Readonly<Record<string, ClientTrouble>> = {
  CLUSTERID: 'REPLACED',
  MAXPOLL: 'STUCK',
};

interface ClientLogLine {
  readonly severity: number;
  readonly fac: string;
  readonly message: string;
}

/**
 * Sends what librdkafka logs to our log instead of standard error, and tells of troubles. It recovers from nearly all
 * errors by itself, so they are logged as debug; the owner logs what it does about a trouble.
 */
export function observeClient(
  client: Client<'event.log' | 'event.error'>,
  log: Logger,
  onTrouble: (trouble: ClientTrouble) => void,
): void {
  client.on('event.log', (line: ClientLogLine) => {
    log.debug({ kafka: line.fac }, line.message);
    const trouble = troubleOfFacility[line.fac];
    if (trouble) onTrouble(trouble);
  });
  client.on('event.error', ({ message }: LibrdKafkaError) => {
    const trouble = troubleOfError[message];
    if (trouble) onTrouble(trouble);
  });
}
