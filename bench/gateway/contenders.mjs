import path from 'node:path';

const here = path.join(import.meta.dirname, 'contenders');
const ours = path.resolve(import.meta.dirname, '../../gateway/dist/standalone/main.js');

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

/** `callsSubgraphs` is false for what answers from memory: there is no identity to look for at the subgraphs. */
export const floors = [
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

export const contenders = [...floors, oursAlone()];
