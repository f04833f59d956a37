/** Where the API is and as whom to call it. */
export interface Connection {
  /** The gateway, without a trailing slash: `http://127.0.0.1:4000`. */
  readonly url: string;
  /** An API key or access token; absent for the few things anybody may ask. */
  readonly credential?: string | undefined;
  /** Answers a credential that is good now, for whoever has one that ends soon. Wins over `credential`. */
  readonly freshCredential?: (() => Promise<string>) | undefined;
  /** Community id or slug; absent for the credential's own. */
  readonly community?: string | undefined;
}

/** The HTTP headers that say who asks. Rejects with what the credential cannot be renewed for. */
export async function identityHeaders(connection: Connection): Promise<Record<string, string>> {
  const { freshCredential, community } = connection;
  const credential = freshCredential === undefined ? connection.credential : await freshCredential();
  return {
    ...(credential === undefined ? {} : { authorization: `Bearer ${credential}` }),
    ...(community === undefined ? {} : { 'x-community': community }),
  };
}
