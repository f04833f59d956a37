// Runs a real Apache Kafka (KRaft, one node, loopback only) from Maven Central jars:
//   npm run kafka [-- --port 9092] [--data DIR] [--json] [--check]
// Ctrl-C stops it. Port 0 takes a free one. --check only tells whether it could run here. With --json the one line on standard output, once it is ready, is
// {"event":"ready","brokers":"127.0.0.1:9092","jars":"..."}; that is how tests start it.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const pom = join(root, 'deploy/kafka/pom.xml');
const target = join(root, 'deploy/kafka/target');
const host = '127.0.0.1';
const oldestJava = 17;
const startLimitMs = 120_000;
const stopLimitMs = 15_000;

/** A reason to stop that is the user's to mend: printed without a stack. */
class Problem extends Error {}

const { values: options } = parseArgs({
  options: {
    port: { type: 'string', default: '9092' },
    data: { type: 'string', default: join(root, '.data/kafka') },
    json: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
  },
});

function say(message) {
  if (!options.json) console.log(message);
}

function requireJava() {
  const { status, stderr } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  const version = Number(/version "(\d+)/.exec(stderr ?? '')?.[1] ?? 0);
  if (status !== 0 || version < oldestJava) {
    const found = version > 0 ? `Java ${version} was found` : 'No Java was found';
    throw new Problem(
      `${found}, but Apache Kafka needs a JDK ${oldestJava} or newer. On Debian or Ubuntu: sudo apt-get install openjdk-17-jre-headless`,
    );
  }
}

function requireMaven() {
  if (spawnSync('mvn', ['-v'], { stdio: 'ignore' }).status !== 0) {
    throw new Problem(
      'Maven was not found; it fetches Apache Kafka. On Debian or Ubuntu: sudo apt-get install maven',
    );
  }
}

function jarsFolder() {
  const wanted = createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 16);
  return join(target, `jars-${wanted}`);
}

/** The folder with the jars the pom asks for, fetched when it has changed. */
function resolveJars() {
  const jars = jarsFolder();
  if (existsSync(jars)) return jars;
  requireMaven();
  say('Fetching Apache Kafka from Maven Central (about 45 MB, once) ...');
  const arriving = `${jars}.${process.pid}`;
  const arguments_ = ['-B', '-q', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${arriving}`];
  const { status, stdout } = spawnSync('mvn', arguments_, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0 || !existsSync(arriving)) {
    rmSync(arriving, { recursive: true, force: true });
    throw new Problem(`Maven could not fetch Apache Kafka:\n${stdout.trim()}`);
  }
  // Another process may have been quicker.
  if (existsSync(jars)) rmSync(arriving, { recursive: true });
  else renameSync(arriving, jars);
  return jars;
}

function isListening(port) {
  return new Promise((answer) => {
    const socket = connect({ host, port });
    const tell = (listening) => {
      socket.destroy();
      answer(listening);
    };
    socket.once('connect', () => tell(true));
    socket.once('error', () => tell(false));
  });
}

/** The port asked for, or a free one for 0. Ports are released again: Kafka cannot be handed an open socket. */
function claimPort(port) {
  return new Promise((claimed, failed) => {
    const server = createServer();
    server.once('error', (error) => {
      const taken = error.code === 'EADDRINUSE';
      failed(taken ? new Problem(`Port ${port} is taken. Choose another with --port.`) : error);
    });
    server.listen({ host, port }, () => {
      const { port: free } = server.address();
      server.close(() => claimed(free));
    });
  });
}

/** Settings of one node that is broker and controller; every one not named here is Kafka's default. */
function properties({ port, controllerPort, logs }) {
  return {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.bootstrap.servers': `${host}:${controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    listeners: `PLAINTEXT://${host}:${port},CONTROLLER://${host}:${controllerPort}`,
    'advertised.listeners': `PLAINTEXT://${host}:${port},CONTROLLER://${host}:${controllerPort}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': logs,
    'auto.create.topics.enable': true,
    'num.partitions': 4,
    'default.replication.factor': 1,
    'offsets.topic.num.partitions': 4,
    'offsets.topic.replication.factor': 1,
    'transaction.state.log.num.partitions': 4,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'group.initial.rebalance.delay.ms': 0,
    'num.network.threads': 2,
    'num.io.threads': 4,
    'log.cleaner.dedupe.buffer.size': 8 * 1024 * 1024,
  };
}

const javaOptions = ['-Xms128m', '-Xmx384m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
const logOptions = ['-Dorg.slf4j.simpleLogger.defaultLogLevel=warn'];

function javaArguments(jars, mainClass, rest) {
  return [...javaOptions, ...logOptions, '-cp', join(jars, '*'), mainClass, ...rest];
}

/** Writes the settings and, the first time, formats the data directory. */
async function prepare(jars, port) {
  const data = resolve(options.data);
  const logs = join(data, 'logs');
  mkdirSync(data, { recursive: true });
  const controllerPort = await claimPort(0);
  const settings = join(data, 'server.properties');
  const lines = Object.entries(properties({ port, controllerPort, logs }));
  writeFileSync(settings, lines.map(([name, value]) => `${name}=${value}\n`).join(''));
  if (!existsSync(join(logs, 'meta.properties'))) format(jars, settings);
  return settings;
}

function format(jars, settings) {
  const java = (...rest) =>
    spawnSync('java', javaArguments(jars, 'kafka.tools.StorageTool', rest), { encoding: 'utf8' });
  const clusterId = java('random-uuid').stdout.trim().split('\n').pop();
  const { status, stdout, stderr } = java('format', '--standalone', '-t', clusterId, '-c', settings);
  if (status !== 0) throw new Problem(`The data directory could not be formatted:\n${stdout}${stderr}`);
}

/** Runs the broker until it ends; resolves with its exit code. */
function run(jars, settings, port) {
  const broker = spawn('java', javaArguments(jars, 'kafka.Kafka', [settings]), {
    stdio: ['ignore', 'ignore', 'inherit'],
    // Ctrl-C reaches us alone; we pass it on, once.
    detached: true,
  });
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    say('Stopping Kafka ...');
    broker.kill('SIGTERM');
    setTimeout(() => broker.kill('SIGKILL'), stopLimitMs).unref();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, stop);
  process.on('disconnect', stop);
  const ended = new Promise((resolveEnd, rejectEnd) => {
    broker.once('error', rejectEnd);
    broker.once('exit', (code) => resolveEnd(stopping ? 0 : (code ?? 1)));
  });
  announce({ port, jars }, ended, () => stopping).catch((error) => {
    console.error(error.message);
    stop();
  });
  return ended;
}

async function announce({ port, jars }, ended, isStopping) {
  let over = false;
  void ended.finally(() => (over = true)).catch(() => undefined);
  const deadline = Date.now() + startLimitMs;
  while (!(await isListening(port))) {
    if (over || isStopping()) return;
    if (Date.now() > deadline) throw new Problem(`Kafka did not start within ${startLimitMs / 1000} s.`);
    await new Promise((next) => setTimeout(next, 100));
  }
  if (options.json) console.log(JSON.stringify({ event: 'ready', brokers: `${host}:${port}`, jars }));
  else console.log(`Kafka is ready on ${host}:${port}`);
}

try {
  const wanted = Number(options.port);
  if (!Number.isInteger(wanted) || wanted < 0 || wanted > 65_535) {
    throw new Problem(`--port must be a number from 0 to 65535, not "${options.port}".`);
  }
  requireJava();
  if (options.check) {
    if (!existsSync(jarsFolder())) requireMaven();
  } else {
    const jars = resolveJars();
    const port = await claimPort(wanted);
    process.exitCode = await run(jars, await prepare(jars, port), port);
  }
} catch (error) {
  if (!(error instanceof Problem)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
