import { parseArgs } from 'node:util';
import { loadStandaloneConfig, type StandaloneConfig } from './config.js';

export interface StandaloneOptions {
  readonly config: StandaloneConfig;
  /** Path of the supergraph. */
  readonly supergraph: string;
  /** Names of the request headers that subgraphs get, in lower case. */
  readonly propagatedHeaders: readonly string[];
  readonly showsSubgraphErrors: boolean;
}

/** Somebody used the command wrongly; the message says how, in words for them. */
export class UsageError extends Error {}

export const usage = `Serves a Federation 2 supergraph.

  npm run gateway -- --supergraph FILE [options]

  --supergraph FILE          the supergraph, as composition wrote it
  --port N                   where to listen (default 4000; 0 takes any free port)
  --host H                   address to listen at (default 127.0.0.1)
  --propagate-header NAME    a request header that subgraphs get, too; may be given several times
  --trusted-documents FILE   documents that clients may ask for by id: a persisted query manifest, or JSON by id
  --require-trusted-documents
                             refuse every document that is not in the file
  --show-subgraph-errors     show messages of subgraphs' errors that have no code, instead of masking them
  --help                     this text

Limits and timeouts are environment variables: see gateway/README.md.
`;

/** Headers that belong to one connection or to the content the gateway writes itself. */
const ownHeaders = new Set([
  'accept',
  'accept-encoding',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Reads the command line over the environment. Gives 'help' when that was asked for; throws UsageError or ConfigError. */
export function readOptions(
  words: readonly string[],
  environment?: Readonly<Record<string, string | undefined>>,
): StandaloneOptions | 'help' {
  const values = parse(words);
  if (values.help === true) return 'help';
  const { supergraph, port, host } = values;
  if (supergraph === undefined || supergraph === '') throw new UsageError('--supergraph FILE is missing.');
  const propagatedHeaders = [...new Set(values['propagate-header']?.map(headerName))];
  const config = loadStandaloneConfig({ PORT: port, HOST: host, ...documentOptions(values) }, environment);
  if (config.TRUSTED_DOCUMENTS_MODE === 'enforce' && config.TRUSTED_DOCUMENTS === undefined)
    throw new UsageError('--require-trusted-documents needs --trusted-documents FILE.');
  return {
    config,
    supergraph,
    propagatedHeaders,
    showsSubgraphErrors: values['show-subgraph-errors'] ?? false,
  };
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      strict: true,
      allowPositionals: false,
      options: {
        supergraph: { type: 'string' },
        port: { type: 'string' },
        host: { type: 'string' },
        'propagate-header': { type: 'string', multiple: true },
        'trusted-documents': { type: 'string' },
        'require-trusted-documents': { type: 'boolean' },
        'show-subgraph-errors': { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : 'The command cannot be understood.', {
      cause: error,
    });
  }
}

function documentOptions(values: ReturnType<typeof parse>): Readonly<Record<string, string | undefined>> {
  return {
    TRUSTED_DOCUMENTS: values['trusted-documents'],
    TRUSTED_DOCUMENTS_MODE: values['require-trusted-documents'] === true ? 'enforce' : undefined,
  };
}

function headerName(given: string): string {
  const name = given.toLowerCase();
  if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name)) throw new UsageError(`"${given}" is no name of a header.`);
  if (ownHeaders.has(name))
    throw new UsageError(`The header "${name}" cannot be propagated: the gateway writes its own.`);
  return name;
}
