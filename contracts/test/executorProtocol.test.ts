import { encode } from '@msgpack/msgpack';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  challengeSigningBytes,
  decodeAgentFrame,
  decodeDispatcherFrame,
  encodeFrame,
  resultSigningBytes,
  type AgentFrame,
  type DispatcherFrame,
} from '../src/executorProtocol.js';

const agentFrames: AgentFrame[] = [
  { type: 'hello', deviceId: 'dev_1' },
  { type: 'auth', signature: 'c2ln' },
  {
    type: 'capabilities',
    capabilities: {
      agentVersion: '0.1.0',
      os: 'linux',
      architecture: 'x64',
      cores: 2,
      memoryBytes: 1,
      runners: ['tensor', 'ocr'],
      executionProviders: ['cpu'],
      models: [],
      inputs: ['bafkinput'],
      speeds: [{ modelVersionId: 'mdv_1', provider: 'webgpu', msPerItem: 12.5 }],
    },
    running: [{ attemptId: 'att_1', taskId: 'tsk_1' }],
  },
  { type: 'credit', leases: 3 },
  { type: 'heartbeat', running: ['att_1'], paused: null },
  {
    type: 'done',
    results: [
      {
        outcome: 'SUCCEEDED',
        attemptId: 'att_1',
        taskId: 'tsk_1',
        runMs: 1.5,
        output: { type: 'inline', json: { text: 'hi', lines: [] } },
        signature: 'c2ln',
      },
      {
        outcome: 'FAILED',
        attemptId: 'att_2',
        taskId: 'tsk_2',
        runMs: 0,
        failure: { code: 'IMAGE_UNREADABLE', message: 'no', fault: 'input' },
      },
    ],
  },
];

const dispatcherFrames: DispatcherFrame[] = [
  { type: 'challenge', nonce: 'bm9uY2U' },
  { type: 'welcome', fleetId: 'flt_1' },
  { type: 'cancel', attemptIds: ['att_1'] },
  { type: 'settled', attemptIds: [] },
];

describe('the executors’ protocol', () => {
  it.each(agentFrames)('carries $type from an agent', (frame) => {
    expect(decodeAgentFrame(encodeFrame(frame))).toEqual(frame);
  });

  it.each(dispatcherFrames)('carries $type from a dispatcher', (frame) => {
    expect(decodeDispatcherFrame(encodeFrame(frame))).toEqual(frame);
  });

  it('takes no frame of the other side', () => {
    for (const frame of agentFrames) expect(() => decodeDispatcherFrame(encodeFrame(frame))).toThrow();
    for (const frame of dispatcherFrames) expect(() => decodeAgentFrame(encodeFrame(frame))).toThrow();
  });

  it.each([
    {},
    { type: 'credit', leases: -1 },
    { type: 'credit', leases: '3' },
    { type: 'shutdown' },
    null,
    [1],
  ])('refuses %j', (frame) => {
    expect(() => decodeAgentFrame(encode(frame))).toThrow();
  });

  it('answers any bytes with a frame or an error, nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          return typeof decodeAgentFrame(bytes).type === 'string';
        } catch (error) {
          return error instanceof Error;
        }
      }),
    );
  });

  it('has devices sign other bytes for every device, nonce, attempt, task and output', () => {
    const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
    const result = { deviceId: 'd', attemptId: 'a', taskId: 't', outputSha256: 'h' };
    const signed = [
      challengeSigningBytes('d', 'n'),
      challengeSigningBytes('e', 'n'),
      challengeSigningBytes('d', 'm'),
      resultSigningBytes(result),
      ...(['deviceId', 'attemptId', 'taskId', 'outputSha256'] as const).map((field) =>
        resultSigningBytes({ ...result, [field]: 'other' }),
      ),
    ].map(text);
    expect(new Set(signed).size).toBe(signed.length);
  });
});
