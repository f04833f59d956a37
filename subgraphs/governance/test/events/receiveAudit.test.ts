import { createLogger, type IncomingMessage } from '@ai-collective/platform';
import { describe, expect, it } from 'vitest';
import { parseRecords } from '../../src/events/receiveAudit.js';
import { auditRecord, silentLogger } from '../startTestGovernance.js';

const message = (value: unknown, offset = 0): IncomingMessage => ({
  topic: 'audit.events',
  partition: 2,
  offset,
  key: 'com_one',
  value: Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
  headers: {},
  timestamp: 0,
});

const good = auditRecord('evt_1');

describe('parseRecords', () => {
  it('reads the records of a batch in order', () => {
    expect(parseRecords([message(good), message(auditRecord('evt_2'))], silentLogger)).toEqual([
      good,
      auditRecord('evt_2'),
    ]);
  });

  it.each([
    ['no JSON', '{"id":'],
    ['nothing', ''],
    ['null', null],
    ['a record without its actor', { ...good, actor: undefined }],
    ['an unknown outcome', { ...good, outcome: 'MAYBE' }],
    ['a time that is none', { ...good, at: 'yesterday' }],
    ['an id PostgreSQL cannot store', { ...good, id: 'evt_\u0000' }],
    ['an id too long for an index', { ...good, id: 'e'.repeat(201) }],
    ['an action PostgreSQL cannot store', { ...good, action: 'jobs:\ud800' }],
    ['a community PostgreSQL cannot store', { ...good, communityId: 'com_\u0000' }],
  ])('leaves out %s, says where it was, and keeps the others', (_, value) => {
    const lines: string[] = [];
    const log = createLogger({ service: 'test', level: 'error' }, { write: (line) => lines.push(line) });
    const batch = [message(good), message(value, 41), message(auditRecord('evt_2'))];
    expect(parseRecords(batch, log).map(({ id }) => id)).toEqual(['evt_1', 'evt_2']);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ partition: 2, offset: 41 });
  });
});
