// Many subscribers over server-sent events in a process of their own. The parent says over IPC how many connect, and asks for what
// arrived; each delivery is timed from the moment the subgraph sent the event.
import { once } from 'node:events';
import { connect } from 'node:net';
import { subscription } from './clockWorkload.mjs';

/** Subscribers that connect at a time. */
const wave = 100;
const waitMilliseconds = 60_000;

const sockets = [];
/** Delays of the deliveries of the event awaited now, and its number. */
let deliveries = [];
let awaited;
let whenDelivered;

process.on('message', async ({ id, url, clients, number }) => {
  try {
    process.send({ id, report: url === undefined ? await delivered(number) : await open(url, clients) });
  } catch (error) {
    process.send({ id, report: { failure: error.message } });
  }
});
process.on('disconnect', () => process.exit());
process.send({ ready: true });

async function open(url, clients) {
  sockets.splice(0).forEach((socket) => socket.destroy());
  const { hostname: host, port, pathname } = new URL(url);
  const request = requestText(`${host}:${port}`, pathname);
  while (sockets.length < clients) {
    const count = Math.min(wave, clients - sockets.length);
    const opened = await Promise.all(Array.from({ length: count }, () => subscribe({ host, port, request })));
    sockets.push(...opened);
  }
  return {};
}

async function subscribe({ host, port, request }) {
  const socket = connect({ host, port: Number(port), noDelay: true });
  socket.setEncoding('utf8').on('error', () => undefined);
  socket.write(request);
  const [head] = await once(socket, 'data', { signal: AbortSignal.timeout(waitMilliseconds) });
  if (!head.startsWith('HTTP/1.1 200')) throw new Error(`a subscriber was refused: ${head.slice(0, 300)}`);
  let rest = '';
  socket.on('data', (chunk) => {
    rest += chunk;
    const ticks = [...rest.matchAll(/"number":(\d+),"sentAt":([\d.]+),"text":"x+"/g)];
    if (ticks.length === 0) return;
    rest = '';
    for (const [, number, sentAt] of ticks) note(Number(number), Number(sentAt));
  });
  return socket;
}

function note(number, sentAt) {
  if (number !== awaited) return;
  deliveries.push(performance.timeOrigin + performance.now() - sentAt);
  if (deliveries.length === sockets.length) whenDelivered();
}

/** Waits until everybody has the event of this number. */
async function delivered(number) {
  deliveries = [];
  awaited = number;
  let timer;
  const everybody = new Promise((resolve) => (whenDelivered = resolve));
  const late = new Promise((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`${deliveries.length} of ${sockets.length} got event ${number}`)),
      waitMilliseconds,
    );
  });
  await Promise.race([everybody, late]).finally(() => clearTimeout(timer));
  return { delays: deliveries };
}

function requestText(host, pathname) {
  const body = JSON.stringify({ query: subscription });
  const head = [
    `POST ${pathname} HTTP/1.1`,
    `host: ${host}`,
    'accept: text/event-stream',
    'content-type: application/json',
    'authorization: Bearer everybody',
    `content-length: ${body.length}`,
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
