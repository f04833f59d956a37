import { LRUCache } from 'lru-cache';
import {
  allowInsecureRequests,
  ClientSecretBasic,
  ClientSecretPost,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  None,
  type ClientAuth,
  type Configuration,
  type CustomFetch,
} from 'openid-client';
import { errors } from '../errors.js';
import { checkIssuerAddress } from './checkIssuerAddress.js';
import { issuerFailure } from './issuerFailure.js';

/** An issuer, and who we are there. */
export interface IssuerClient {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | null;
}

export interface IssuerDirectorySettings {
  readonly allowLoopback: boolean;
  readonly fetch: CustomFetch;
}

const mostRemembered = 200;
const rememberMs = 600_000;
const rememberFailureMs = 10_000;
const timeoutSeconds = 5;

/**
 * What issuers say of themselves, asked once in ten minutes and remembered for the 200 used last; failures for ten
 * seconds, so that nobody makes us knock at a closed door all the time.
 */
export class IssuerDirectory {
  readonly #known = new LRUCache<string, Promise<Configuration>>({ max: mostRemembered, ttl: rememberMs });

  constructor(private readonly settings: IssuerDirectorySettings) {}

  /**
   * The issuer's metadata and keys. `key` stands for the client, and changes when its secret does.
   * Throws OIDC_ISSUER_INVALID or OIDC_ISSUER_UNREACHABLE.
   */
  find(key: string, client: IssuerClient): Promise<Configuration> {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const asked = this.ask(client);
    this.#known.set(key, asked);
    asked.catch(() => this.#known.set(key, asked, { ttl: rememberFailureMs }));
    return asked;
  }

  /** As {@link find}, without remembering. */
  async ask(client: IssuerClient): Promise<Configuration> {
    const { allowLoopback, fetch } = this.settings;
    const url = this.#checked(client.issuer, 'issuer');
    if (url.search !== '') throw errors.OIDC_ISSUER_INVALID({ problem: 'its address must have no query' });
    const isPlain = allowLoopback && url.protocol === 'http:';
    const configuration = await discovery(url, client.clientId, {}, authentication(client.clientSecret), {
      [customFetch]: fetch,
      timeout: timeoutSeconds,
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to stand out; for this machine's own addresses only
      execute: [enableNonRepudiationChecks, ...(isPlain ? [allowInsecureRequests] : [])],
    }).catch((error: unknown) => {
      const failure = issuerFailure(error);
      throw failure.code === 'OIDC_RESPONSE_INVALID'
        ? errors.OIDC_ISSUER_INVALID({ problem: 'its metadata do not hold' }, failure)
        : failure;
    });
    this.#checkMetadata(configuration, url);
    return configuration;
  }

  /** openid-client lets some vendors name another issuer than the one asked, and endpoints be anything. */
  #checkMetadata(configuration: Configuration, asked: URL): void {
    const metadata = configuration.serverMetadata();
    if (!URL.canParse(metadata.issuer) || new URL(metadata.issuer).href !== asked.href)
      throw errors.OIDC_ISSUER_INVALID({ problem: 'its metadata is of another issuer' });
    this.#checked(metadata.authorization_endpoint, 'authorization_endpoint');
    this.#checked(metadata.token_endpoint, 'token_endpoint');
    this.#checked(metadata.jwks_uri, 'jwks_uri');
    if (metadata.userinfo_endpoint !== undefined)
      this.#checked(metadata.userinfo_endpoint, 'userinfo_endpoint');
  }

  #checked(address: string | undefined, name: string): URL {
    if (address === undefined) throw errors.OIDC_ISSUER_INVALID({ problem: `it names no ${name}` });
    const check = checkIssuerAddress(address, this.settings.allowLoopback);
    if (!check.ok) throw errors.OIDC_ISSUER_INVALID({ problem: `${name}: ${check.problem}` });
    return check.url;
  }
}

/** By the Authorization header unless the issuer takes secrets in the form only (OpenID Connect Core 1.0, section 9). */
function authentication(secret: string | null): ClientAuth {
  if (secret === null) return None();
  const [basic, post] = [ClientSecretBasic(secret), ClientSecretPost(secret)];
  return (...request) => {
    const [server] = request;
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const chosen = methods.includes('client_secret_basic') ? basic : post;
    chosen(...request);
  };
}
