import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConfigError, loadConfig } from '../../src/config/loadConfig.js';
import {
  databaseOptions,
  kafkaOptions,
  outboxOptions,
  passportOptions,
  serverOptions,
} from '../../src/config/options.js';

const schema = z.object({
  ...serverOptions(4999),
  ...databaseOptions,
  ...kafkaOptions,
  ...passportOptions,
  ...outboxOptions,
});

const complete = {
  DATABASE_URL: 'postgresql://service:hunter2@127.0.0.1/db',
  KAFKA_BROKERS: '127.0.0.1:9092',
  PASSPORT_JWKS: '{"keys":[]}',
};

function complaintAbout(environment: Readonly<Record<string, string | undefined>>): string {
  try {
    loadConfig(schema, environment);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message;
  }
  throw new Error('the configuration was accepted');
}

describe('loadConfig', () => {
  it('fills in defaults and turns texts into numbers', () => {
    expect(loadConfig(schema, { ...complete, DATABASE_POOL: '25' })).toMatchObject({
      HOST: '127.0.0.1',
      PORT: 4999,
      LOG_LEVEL: 'info',
      DATABASE_POOL: 25,
      OUTBOX_RETENTION_MINUTES: 60,
    });
  });

  it('names every missing variable at once, with what it is for', () => {
    const complaint = complaintAbout({});
    for (const name of ['DATABASE_URL', 'KAFKA_BROKERS', 'PASSPORT_JWKS'])
      expect(complaint).toContain(`${name} is missing (`);
    expect(complaint).toContain('Kafka bootstrap addresses');
    expect(complaint).not.toContain('DATABASE_OWNER_URL');
  });

  it('takes an empty variable for an absent one', () => {
    expect(loadConfig(schema, { ...complete, PORT: '', DATABASE_OWNER_URL: '' })).toMatchObject({
      PORT: 4999,
    });
    expect(complaintAbout({ ...complete, KAFKA_BROKERS: '' })).toContain('KAFKA_BROKERS is missing');
  });

  it.each([
    ['PORT', '65536x-hunter2'],
    ['PORT', '70000'],
    ['PORT', '80.5'],
    ['LOG_LEVEL', 'hunter2'],
    ['DATABASE_URL', 'mysql://root:hunter2@db/x'],
    ['DATABASE_URL', 'hunter2'],
    ['DATABASE_POOL', '1'],
    ['OUTBOX_WINDOW', '0'],
  ])('names %s when it is malformed, and never shows its value: %s', (name, value) => {
    const complaint = complaintAbout({ ...complete, [name]: value });
    expect(complaint).toContain(`${name} `);
    expect(complaint).not.toContain('is missing');
    expect(complaint).not.toContain(value);
    expect(complaint).not.toContain('hunter2');
  });

  it('calls a variable malformed, not missing, when something inside it is', () => {
    const nested = z.object({
      KEYS: z.preprocess((text) => JSON.parse(String(text)) as unknown, z.object({ a: z.string() })),
    });
    expect(() => loadConfig(nested, { KEYS: '{"a":1}' })).toThrow(/KEYS (?!is missing)/);
  });

  it('gives a configuration that cannot be changed', () => {
    const config = loadConfig(schema, complete);
    expect(Object.isFrozen(config)).toBe(true);
    expect(() => Object.assign(config, { PORT: 1 })).toThrow(TypeError);
  });
});
