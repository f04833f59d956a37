import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawnReady } from './spawnReady.js';

const brokerMain = fileURLToPath(new URL('../../dist/kafka/broker/main.js', import.meta.url));
const kafkaScript = fileURLToPath(new URL('../../../scripts/kafka.mjs', import.meta.url));

export interface TestBroker {
  readonly brokers: string;
  /** Where Apache Kafka's jars are; empty for the in-process broker. */
  readonly jars: string;
  readonly startedInMs: number;
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts the in-process broker as a process of its own. Port 0 takes a free one. */
export async function startInProcessBroker(
  port = 0,
  env: Readonly<Record<string, string>> = {},
): Promise<TestBroker> {
  const begun = Date.now();
  const broker = await spawnReady(brokerMain, [], {
    HOST: '127.0.0.1',
    PORT: String(port),
    LOG_LEVEL: 'info',
    ...env,
  });
  return {
    brokers: `127.0.0.1:${String(broker.ready.port)}`,
    jars: '',
    startedInMs: Date.now() - begun,
    stop: (signal) => broker.stop(signal),
  };
}

/** Starts Apache Kafka with an empty data directory on a free port. */
export async function startApacheKafka(): Promise<TestBroker> {
  const begun = Date.now();
  const data = mkdtempSync(join(tmpdir(), 'aic-kafka-'));
  const kafka = await spawnReady(kafkaScript, ['--port', '0', '--data', data, '--json']);
  return {
    brokers: String(kafka.ready.brokers),
    jars: String(kafka.ready.jars),
    startedInMs: Date.now() - begun,
    stop: async (signal) => {
      const code = await kafka.stop(signal);
      rmSync(data, { recursive: true, force: true });
      return code;
    },
  };
}

/** Why Apache Kafka cannot run here; undefined when it can. */
export function whyNoApacheKafka(): string | undefined {
  const { status, stderr } = spawnSync(process.execPath, [kafkaScript, '--check'], { encoding: 'utf8' });
  return status === 0 ? undefined : stderr.trim();
}
