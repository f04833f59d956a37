import { generateKeyPairSync } from 'node:crypto';
import path from 'node:path';
import { passportHeader } from '@ai-collective/contracts';
import { programIn, writeGrafbaseConfig } from './contenders/grafbaseConfig.mjs';

const here = path.join(import.meta.dirname, 'contenders');
const ours = path.resolve(import.meta.dirname, '../../gateway/dist');
const hive = path.resolve(import.meta.dirname, '../node_modules/@graphql-hive/gateway/dist/bin.js');

/** As every way to start the gateway has them: the npm script, the launcher and Compose. */
const flags = ['--max-semi-space-size=32', '--heap-growing-percent=100', '--no-allocation-site-pretenuring'];

/** A program of `contenders/`, told by the environment where to listen and where the subgraphs and the supergraph are. */
const program = (name, file, extra = {}) => ({
  name,
  words: () => [process.execPath, path.join(here, file)],
  env: ({ port, subgraphs, supergraphFile }) => ({
    PORT: String(port),
    SUBGRAPHS: JSON.stringify(subgraphs),
    SUPERGRAPH: supergraphFile,
  }),
  ...extra,
});

/** Hive Gateway by its own command; `env` chooses the planner and whether whole requests are shared. */
const hiveGateway = (name, env) => ({
  name,
  words: ({ port, supergraphFile }) => [
    ...[process.execPath, hive, 'supergraph', supergraphFile],
    ...['--config-path', path.join(here, 'hive.config.mjs'), '--host', '127.0.0.1', '--port', String(port)],
  ],
  env: ({ supergraphFile }) => ({ SUPERGRAPH: supergraphFile, ...env }),
});

const aggregator = program('hand-written aggregator', 'aggregator.mjs');

/** `callsSubgraphs` is false for what answers from memory: there is no identity to look for at the subgraphs. */
const floors = [
  program('static answer', 'staticAnswer.mjs', { callsSubgraphs: false }),
  program('one-call proxy', 'oneCallProxy.mjs'),
  aggregator,
  program('@apollo/server alone', 'apolloServer.mjs', { callsSubgraphs: false }),
];

/** Ours with no stage before the engine but its limits. */
export const alone = {
  name: 'ours, alone',
  words: ({ port, supergraphFile }) => [
    ...[process.execPath, ...flags, path.join(ours, 'standalone/main.js')],
    ...['--supergraph', supergraphFile, '--port', String(port), '--propagate-header', 'authorization'],
  ],
  // All clients come from one address.
  env: () => ({ LOG_LEVEL: 'warn', MAX_STREAMS: '20000', MAX_STREAMS_PER_PRINCIPAL: '20000' }),
};

/**
 * Our gateway as the platform runs it, with every stage on: credentials are resolved by identity (a stand-in beside the subgraphs),
 * and each subgraph gets a passport signed for the caller.
 */
const oursInPlatform = {
  name: 'ours, in the platform',
  identityHeader: passportHeader,
  words: () => [process.execPath, ...flags, path.join(ours, 'main.js')],
  env: ({ port, subgraphs }) => ({
    PORT: String(port),
    HOST: '127.0.0.1',
    LOG_LEVEL: 'warn',
    IDENTITY_URL: new URL(subgraphs.accounts).origin,
    COMPUTE_URL: new URL(subgraphs.products).origin,
    STORAGE_URL: new URL(subgraphs.inventory).origin,
    GOVERNANCE_URL: new URL(subgraphs.reviews).origin,
    PASSPORT_PRIVATE_JWK: passportKey(),
    METRICS_PORT: '0',
    // In setting B all clients are one person.
    MAX_REQUESTS_PER_PRINCIPAL: '4000',
  }),
};

function passportKey() {
  const { privateKey } = generateKeyPairSync('ed25519');
  return JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid: 'bench', alg: 'EdDSA' });
}

const apolloGateway = program('Apollo Gateway', 'apolloGateway.mjs');
const hiveSharing = hiveGateway('Hive Gateway, Rust planner, requests shared', {
  HIVE_ROUTER_RUNTIME: '1',
  SHARE_REQUESTS: '1',
});

const hiveRust = hiveGateway('Hive Gateway, Rust planner', { HIVE_ROUTER_RUNTIME: '1' });
const grafbase = {
  name: 'Grafbase',
  env: () => ({}),
  prepare: writeGrafbaseConfig,
  words: ({ folder, port }) => [
    programIn(folder),
    ...['--home', folder, 'dev', '--config', path.join(folder, 'grafbase.toml')],
    ...['--listen-address', `127.0.0.1:${port}`],
  ],
};

const peers = [
  apolloGateway,
  hiveGateway('Hive Gateway, JavaScript planner, jit', { JIT: '1' }),
  hiveRust,
  grafbase,
];

/** Those that answer any operation, each in one way only. */
export const gateways = [alone, oursInPlatform, ...peers];

export const contenders = [...floors, ...gateways, hiveSharing];

/** Those that have subscriptions over server-sent events, from the subgraph and to the client. */
export const streaming = [alone, hiveRust, grafbase];

/** Those that the targets are about. */
export const judged = { ours: oursInPlatform, aggregator, apolloGateway, hiveSharing };
