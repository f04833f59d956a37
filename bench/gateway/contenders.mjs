import path from 'node:path';
import { programIn, writeGrafbaseConfig } from './contenders/grafbaseConfig.mjs';

const here = path.join(import.meta.dirname, 'contenders');
const ours = path.resolve(import.meta.dirname, '../../gateway/dist/standalone/main.js');
const hive = path.resolve(import.meta.dirname, '../node_modules/@graphql-hive/gateway/dist/bin.js');

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

/** `callsSubgraphs` is false for what answers from memory: there is no identity to look for at the subgraphs. */
const floors = [
  program('static answer', 'staticAnswer.mjs', { callsSubgraphs: false }),
  program('one-call proxy', 'oneCallProxy.mjs'),
  program('hand-written aggregator', 'aggregator.mjs'),
  program('@apollo/server alone', 'apolloServer.mjs', { callsSubgraphs: false }),
];

/** Our gateway alone; `flags` are Node's own and `env` is more of the environment, both for the profile. */
export function oursAlone({ flags = [], env = {} } = {}) {
  return {
    name: 'ours, alone',
    words: ({ port, supergraphFile }) => [
      process.execPath,
      ...flags,
      ours,
      ...['--supergraph', supergraphFile, '--port', String(port)],
      ...['--propagate-header', 'authorization'],
    ],
    env: () => ({ LOG_LEVEL: 'warn', ...env }),
  };
}

const peers = [
  program('Apollo Gateway', 'apolloGateway.mjs'),
  hiveGateway('Hive Gateway, JavaScript planner, jit', { JIT: '1' }),
  hiveGateway('Hive Gateway, Rust planner', { HIVE_ROUTER_RUNTIME: '1' }),
  hiveGateway('Hive Gateway, Rust planner, requests shared', {
    HIVE_ROUTER_RUNTIME: '1',
    SHARE_REQUESTS: '1',
  }),
  {
    name: 'Grafbase',
    prepare: writeGrafbaseConfig,
    words: ({ folder, port }) => [
      programIn(folder),
      ...['--home', folder, 'dev', '--config', path.join(folder, 'grafbase.toml')],
      ...['--listen-address', `127.0.0.1:${port}`],
    ],
  },
];

export const contenders = [...floors, oursAlone(), ...peers];
