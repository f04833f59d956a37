import { topics, type DeviceRecord } from '@ai-collective/contracts';
import type { Logger, ReadinessCheck } from '@ai-collective/platform/runtime';
import type { Transport } from '../transport/Transport.js';
import type { Suspensions } from './Suspensions.js';
import { DeviceRegistry } from './DeviceRegistry.js';

/** A registry that follows `identity.devices`. */
export interface RunningRegistry {
  readonly registry: DeviceRegistry;
  /** Rejects until the topic was read to its end once. */
  readonly readiness: ReadinessCheck;
  close(): Promise<void>;
}

/** Reads all device and standing records there are, and keeps up with new ones. `onChanged` hears of each that holds. */
export async function startRegistry(settings: {
  readonly brokers: string;
  readonly log: Logger;
  readonly transport: Transport;
  readonly onChanged: (record: DeviceRecord) => void;
  readonly suspensions: Suspensions;
}): Promise<RunningRegistry> {
  const { brokers, log, transport, onChanged, suspensions } = settings;
  const registry = new DeviceRegistry(log, onChanged);
  const consumer = await transport.startConsumer({
    brokers,
    log,
    groupId: 'dispatcher-devices',
    topics: [topics.devices, topics.standings],
    fromBeginning: true,
    commit: 'manual',
    handle: (batch) => {
      registry.take(batch.filter(({ topic }) => topic === topics.devices));
      suspensions.take(batch.filter(({ topic }) => topic === topics.standings));
      return Promise.resolve();
    },
  });
  let loaded = false;
  return {
    registry,
    readiness: {
      name: 'devices',
      check: () => {
        loaded ||= consumer.isReady() && consumer.lag() === 0;
        if (!loaded) throw new Error('the device records are not read yet');
      },
    },
    close: () => consumer.close(),
  };
}
