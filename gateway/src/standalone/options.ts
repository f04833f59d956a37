import { parseArgs } from 'node:util';
import type { InsertedHeader, PropagatedHeader } from './headerRules.js';
import { loadStandaloneConfig, type StandaloneConfig } from './config.js';

export interface StandaloneOptions {
  readonly config: StandaloneConfig;
  /** Path of the supergraph. */
  readonly supergraph: string;
  /** Request headers that subgraphs get. */
  readonly propagatedHeaders: readonly PropagatedHeader[];
  /** Headers that subgraphs get besides. */
  readonly insertedHeaders: readonly InsertedHeader[];
  /** Names, in lower case, of headers of subgraphs' answers that clients get. */
  readonly returnedHeaders: readonly string[];
  /** Addresses of subgraphs for subscriptions over WebSockets, by name. */
  readonly subscriptionUrls: ReadonlyMap<string, URL>;
  readonly showsSubgraphErrors: boolean;
  /** Whether identical subscriptions share one upstream. */
  readonly sharesSubscriptions: boolean;
}

/** Somebody used the command wrongly; the message says how, in words for them. */
export class UsageError extends Error {}

export const usage = `Serves a Federation 2 supergraph.

  npm run gateway -- --supergraph FILE [options]

  --supergraph FILE          the supergraph, as composition wrote it
  --port N                   where to listen (default 4000; 0 takes any free port)
  --host H                   address to listen at (default 127.0.0.1)
  --metrics-port N           serve /metrics for Prometheus at another port of 127.0.0.1, or of METRICS_HOST
  --propagate-header NAME[=NEWNAME]
                             a request header that subgraphs get, too, maybe under another name
  --insert-header SUBGRAPH:NAME=VALUE
                             a header that a subgraph gets besides; * stands for all of them
  --return-header NAME       a header of subgraphs' answers that clients get
  --subscribe-at SUBGRAPH=URL
                             a ws:// or wss:// address for subscriptions to a subgraph, instead of SSE
  --separate-subscriptions   open an upstream for each subscription, even for identical ones
  --trusted-documents FILE   documents that clients may ask for by id: a persisted query manifest, or JSON by id
  --require-trusted-documents
                             refuse every document that is not in the file
  --show-subgraph-errors     show messages of subgraphs' errors that have no code, instead of masking them
  --help                     this text

Options about headers and --subscribe-at may be given several times. The file is read again when it changes and on
SIGHUP. Limits and timeouts are environment variables: see gateway/README.md.
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
  const config = loadStandaloneConfig(
    { PORT: port, HOST: host, METRICS_PORT: values['metrics-port'], ...documentOptions(values) },
    environment,
  );
  if (config.TRUSTED_DOCUMENTS_MODE === 'enforce' && config.TRUSTED_DOCUMENTS === undefined)
    throw new UsageError('--require-trusted-documents needs --trusted-documents FILE.');
  return {
    config,
    supergraph,
    ...headerOptions(values),
    subscriptionUrls: new Map(values['subscribe-at']?.map(subscriptionUrl)),
    showsSubgraphErrors: values['show-subgraph-errors'] ?? false,
    sharesSubscriptions: values['separate-subscriptions'] !== true,
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
        'metrics-port': { type: 'string' },
        'propagate-header': { type: 'string', multiple: true },
        'trusted-documents': { type: 'string' },
        'require-trusted-documents': { type: 'boolean' },
        'insert-header': { type: 'string', multiple: true },
        'return-header': { type: 'string', multiple: true },
        'subscribe-at': { type: 'string', multiple: true },
        'separate-subscriptions': { type: 'boolean' },
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

function headerOptions(values: ReturnType<typeof parse>) {
  return {
    propagatedHeaders: values['propagate-header']?.map(propagatedHeader) ?? [],
    insertedHeaders: values['insert-header']?.map(insertedHeader) ?? [],
    returnedHeaders: [...new Set(values['return-header']?.map(headerName))],
  };
}

function documentOptions(values: ReturnType<typeof parse>): Readonly<Record<string, string | undefined>> {
  return {
    TRUSTED_DOCUMENTS: values['trusted-documents'],
    TRUSTED_DOCUMENTS_MODE: values['require-trusted-documents'] === true ? 'enforce' : undefined,
  };
}

function propagatedHeader(given: string): PropagatedHeader {
  const [from = '', to = from] = given.split('=', 2);
  return { from: headerName(from), to: headerName(to) };
}

function insertedHeader(given: string): InsertedHeader {
  const [, subgraph = '', name = '', value = ''] = /^([^:]+):([^=]+)=(.*)$/.exec(given) ?? [];
  if (subgraph === '' || !/^[\t\x20-\x7e]*$/.test(value))
    throw new UsageError(`"${given}" is no SUBGRAPH:NAME=VALUE.`);
  return { subgraph, name: headerName(name), value };
}

function subscriptionUrl(given: string): readonly [string, URL] {
  const [, subgraph, address] = /^([^=]+)=(wss?:.*)$/.exec(given) ?? [];
  if (subgraph === undefined || address === undefined || !URL.canParse(address))
    throw new UsageError(`"${given}" is no SUBGRAPH=URL with a ws: or wss: address.`);
  return [subgraph, new URL(address)];
}

function headerName(given: string): string {
  const name = given.toLowerCase();
  if (!/^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(name)) throw new UsageError(`"${given}" is no name of a header.`);
  if (ownHeaders.has(name))
    throw new UsageError(`The header "${name}" cannot be passed on: the gateway writes its own.`);
  return name;
}
