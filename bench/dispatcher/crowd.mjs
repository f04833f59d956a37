// A process with some thousand devices: real keys and sockets, no agents. Makes their records, connects them, and has them
// beat as agents do; those with places answer each lease at once. Talks with its parent over IPC.
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { createRequire } from 'node:module';
import {
  canonicalJson,
  challengeSigningBytes,
  decodeDispatcherFrame,
  encodeFrame,
  executorPath,
  executorSubprotocol,
  heartbeatMilliseconds,
  newId,
  resultSigningBytes,
} from '@ai-collective/contracts';

const { WebSocket } = createRequire(import.meta.resolve('@ai-collective/agent'))('ws');

/** So many are on their way in at a time: those that were let in make room. */
const atOnce = 100;

const devices = [];

process.on('message', (order) => {
  if (order.type === 'make') make(order);
  if (order.type === 'connect') void connectAll(order);
});
process.on('disconnect', () => process.exit());

function make({ count, fleetId, communityId }) {
  for (let number = 0; number < count; number += 1) {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const record = {
      deviceId: newId('device'),
      communityId,
      fleetId,
      ownerId: newId('person'),
      vouched: true,
      name: `device ${number}`,
      publicKey: publicKey.export({ format: 'jwk' }).x,
      status: 'ENROLLED',
      enrolledAt: new Date().toISOString(),
    };
    devices.push({ record, privateKey });
  }
  process.send({ type: 'made', records: devices.map(({ record }) => record) });
}

/** Connects all of them; each has `places`, and beats once a second, spread evenly over it. */
async function connectAll({ url, places }) {
  const waiting = devices.map((device, number) => ({ device, number }));
  const letIn = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) await connect(url, next, places);
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, letIn));
    process.send({ type: 'connected' });
  } catch (error) {
    process.send({ type: 'failed', reason: String(error) });
  }
}

function connect(url, { device, number }, places) {
  const { deviceId } = device.record;
  const socket = new WebSocket(`${url.replace('http', 'ws')}${executorPath}`, executorSubprotocol, {
    perMessageDeflate: false,
  });
  const say = (frame) => socket.send(encodeFrame(frame));
  const signed = (bytes) => sign(null, bytes, device.privateKey).toString('base64url');
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('close', (code) => reject(new Error(`closed with ${code}`)));
    socket.on('open', () => say({ type: 'hello', deviceId }));
    socket.on('message', (data) => {
      const frame = decodeDispatcherFrame(data);
      if (frame.type === 'challenge')
        say({ type: 'auth', signature: signed(challengeSigningBytes(deviceId, frame.nonce)) });
      if (frame.type === 'welcome') {
        say({ type: 'capabilities', capabilities, running: [] });
        say({ type: 'credit', leases: places });
        beat(say, socket, number);
        resolve();
      }
      if (frame.type === 'lease') {
        say({ type: 'done', results: frame.leases.map((lease) => resultOf(deviceId, lease, signed)) });
        say({ type: 'credit', leases: places });
      }
    });
  });
}

function beat(say, socket, number) {
  setTimeout(
    () =>
      setInterval(
        () => socket.readyState === WebSocket.OPEN && say({ type: 'heartbeat', running: [], paused: null }),
        heartbeatMilliseconds,
      ),
    (number % 100) * (heartbeatMilliseconds / 100),
  );
}

function resultOf(deviceId, { attemptId, taskId }, signed) {
  const output = { type: 'inline', json: taskId };
  const outputSha256 = createHash('sha256').update(canonicalJson(output)).digest('hex');
  const signature = signed(resultSigningBytes({ deviceId, attemptId, taskId, outputSha256 }));
  return { outcome: 'SUCCEEDED', attemptId, taskId, runMs: 1, output, signature };
}

const capabilities = {
  agentVersion: '0.0.0',
  os: 'linux',
  architecture: 'x64',
  cores: 4,
  memoryBytes: 2 ** 33,
  runners: ['tensor'],
  executionProviders: ['cpu'],
  models: [],
};
