import { frameLimit } from '@ai-collective/contracts';
import {
  startHttpServer,
  type HttpServer,
  type KafkaProducer,
  type Logger,
} from '@ai-collective/platform/runtime';
import type { DispatcherConfig } from './config.js';
import { acceptExecutors, type ExecutorDoor } from './devices/acceptExecutors.js';
import type { SessionSettings } from './devices/ExecutorSession.js';
import type { DeviceRegistry } from './devices/DeviceRegistry.js';
import { receiveFrame } from './devices/receiveFrame.js';
import { applyRecord } from './devices/applyRecord.js';
import { startRegistry, type RunningRegistry } from './devices/startRegistry.js';
import { serveMetrics } from './metrics/serveMetrics.js';
import { Dispatcher } from './Dispatcher.js';
import { describeStatus } from './status/describeStatus.js';
import { addStatusRoute } from './status/statusRoute.js';
import { kafkaTransport } from './transport/kafkaTransport.js';
import type { Transport } from './transport/Transport.js';

/** What tests may bring of their own. */
export interface DispatcherOverrides {
  readonly transport?: Transport;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** How long a peer may take to prove who it is, ms. Default 5,000. */
  readonly handshakeMs?: number;
  /** How long the record of an unknown device may take to arrive, ms. Default 3,000. */
  readonly recordMs?: number;
  /** Connections at most whose peers have not proved who they are. Default 1,000. */
  readonly mostStrangers?: number;
  /** Bytes a peer may leave unread while it sends more. Default 32 MiB. */
  readonly mostUnreadBytes?: number;
}

/** A dispatcher that runs. */
export interface RunningDispatcher {
  readonly url: string;
  readonly port: number;
  /** Where metrics are served; undefined when they are not. */
  readonly metricsUrl: string | undefined;
  /** Drains: no new leases, results in hand published, offsets committed, devices told to come back, and time for them to do so elsewhere. */
  close(): Promise<void>;
}

/** Starts a dispatcher. Rejects with PORT_TAKEN when its port is taken; a missing broker is waited for. */
export async function startDispatcher(
  config: DispatcherConfig,
  log: Logger,
  overrides: DispatcherOverrides = {},
): Promise<RunningDispatcher> {
  const { transport = kafkaTransport, now = Date.now } = overrides;
  const brokers = config.KAFKA_BROKERS;
  const producer = await transport.createProducer({ brokers, clientId: 'dispatcher', log });
  const dispatcher = new Dispatcher({ config, log, transport, producer, now });
  const registry = await startRegistry({
    brokers,
    log,
    transport,
    suspensions: dispatcher.context.suspensions,
    onChanged: (record) => applyRecord(dispatcher.context, record),
  });
  const closeKafka = async () => {
    await dispatcher.close();
    await registry.close();
    await producer.close();
  };
  try {
    const { http, door } = await listen({ config, log, producer, dispatcher, registry, overrides });
    const metrics = await serveMetrics(config, log, dispatcher.context);
    await dispatcher.start();
    return {
      url: http.url,
      port: http.port,
      metricsUrl: metrics?.url,
      close: async () => {
        await metrics?.close();
        await closeAll({ dispatcher, door, http, closeKafka });
      },
    };
  } catch (error) {
    await closeKafka();
    throw error;
  }
}

async function listen(parts: {
  readonly config: DispatcherConfig;
  readonly log: Logger;
  readonly producer: KafkaProducer;
  readonly dispatcher: Dispatcher;
  readonly registry: RunningRegistry;
  readonly overrides: DispatcherOverrides;
}): Promise<{ readonly http: HttpServer; readonly door: ExecutorDoor }> {
  const { config, log, dispatcher, registry } = parts;
  const doors: ExecutorDoor[] = [];
  // Not whether tasks are read: there is nothing to join before the first fleet is opened, and devices may come already.
  const kafka = () => {
    if (!parts.producer.isReady()) throw new Error('no broker is connected');
  };
  // Before the door is shut, so that a balancer sends devices elsewhere.
  const open = () => {
    if (dispatcher.isDraining) throw new Error('the dispatcher is shutting down');
  };
  const http = await startHttpServer({
    host: config.HOST,
    port: config.PORT,
    log,
    readiness: [{ name: 'kafka', check: kafka }, registry.readiness, { name: 'open', check: open }],
    routes: (app) => {
      addStatusRoute(app, () => ({
        readsTasks: dispatcher.isReady(),
        ...describeStatus(dispatcher.context),
      }));
      const settings = sessionSettings(parts, registry.registry);
      const { mostStrangers } = parts.overrides;
      doors.push(
        acceptExecutors(app.server, { ...settings, mostStrangers, maxConnections: config.MAX_CONNECTIONS }),
      );
    },
  });
  const [door] = doors;
  if (door === undefined) throw new Error('the HTTP server did not set up its routes');
  return { http, door };
}

function sessionSettings(
  parts: { readonly log: Logger; readonly dispatcher: Dispatcher; readonly overrides: DispatcherOverrides },
  registry: DeviceRegistry,
): SessionSettings {
  const { log, dispatcher, overrides } = parts;
  const { context } = dispatcher;
  return {
    registry,
    log,
    handshakeMs: overrides.handshakeMs ?? 5_000,
    recordMs: overrides.recordMs ?? 3_000,
    mostUnreadBytes: overrides.mostUnreadBytes ?? 8 * frameLimit,
    newestAgentVersion: dispatcher.newestAgentVersion,
    onRefused: (reason) => context.counts.refuse(reason),
    onReady: (record, connection) => {
      context.devices.connect(record, connection, context.now());
      log.info({ deviceId: record.deviceId }, 'a device connected');
    },
    onFrame: (deviceId, frame) => {
      const device = context.devices.get(deviceId);
      if (device !== undefined) receiveFrame(context, device, frame);
    },
    onClosed: (deviceId, connection) => {
      context.devices.disconnect(deviceId, connection);
      log.info({ deviceId }, 'a device disconnected');
    },
  };
}

async function closeAll(running: {
  readonly dispatcher: Dispatcher;
  readonly door: ExecutorDoor;
  readonly http: HttpServer;
  readonly closeKafka: () => Promise<void>;
}): Promise<void> {
  running.door.shut();
  await running.dispatcher.drain();
  await running.door.close();
  await running.dispatcher.handOver();
  await running.http.close();
  await running.closeKafka();
}
