/** In the place of the identity in a request's head, to be overwritten for each request. */
const placeholder = '0'.repeat(12);

let requests = 0;

/** The bytes of a request that is sent again and again, each time with the identity that is due. */
export class RequestTemplate {
  #bytes;
  #at;
  #identities;

  /** `identities` is how many take turns: one, a number, or Infinity for a new one each time. */
  constructor(url, { query, identities }) {
    const { pathname, host } = new URL(url);
    const body = JSON.stringify({ query });
    const head = [
      `POST ${pathname} HTTP/1.1`,
      `host: ${host}`,
      'accept: application/json',
      'content-type: application/json',
      `authorization: Bearer ${placeholder}`,
      `content-length: ${Buffer.byteLength(body)}`,
    ];
    this.#bytes = Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
    this.#at = this.#bytes.indexOf(placeholder);
    this.#identities = identities;
  }

  /** The bytes of the next request. They are the template's own: only one request may be under way. */
  next() {
    requests += 1;
    if (this.#identities === 1) return this.#bytes;
    const identity = this.#identities === Infinity ? requests : requests % this.#identities;
    this.#bytes.latin1Write(String(identity).padStart(placeholder.length, '0'), this.#at);
    return this.#bytes;
  }
}
