import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** What an assertion or attestation is made with, where a test wants another than the honest value. */
export interface Lies {
  readonly challenge?: string;
  readonly origin?: string;
  readonly rpId?: string;
  readonly counter?: number;
  readonly userVerified?: boolean;
  readonly userHandle?: string;
  readonly type?: string;
}

/** What the authenticator reads of the options for making a passkey. */
export interface CreationOptions {
  readonly challenge: string;
  readonly rp: { readonly id: string };
  readonly user: { readonly id: string };
}

/** What the authenticator reads of the options for using a passkey. */
export interface RequestOptions {
  readonly challenge: string;
  readonly rpId: string;
}

type Cbor = number | string | Uint8Array | ReadonlyMap<number | string, Cbor>;

const flag = { userPresent: 0x01, userVerified: 0x04, attestedCredential: 0x40 } as const;

/** An authenticator with one ES256 passkey, written from Web Authentication level 2, section 6. Counts its signatures. */
export class SoftwareAuthenticator {
  readonly credentialId = randomBytes(16).toString('base64url');
  readonly #keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  #userHandle = '';
  #counter = 0;

  constructor(private readonly origin: string) {}

  /** Answers `navigator.credentials.create`. */
  create(options: CreationOptions, lies: Lies = {}) {
    this.#userHandle = options.user.id;
    const authData = Buffer.concat([
      this.#head(options.rp.id, lies, flag.attestedCredential),
      Buffer.alloc(16),
      uint16(16),
      Buffer.from(this.credentialId, 'base64url'),
      this.#coseKey(),
    ]);
    const attestation = new Map<string, Cbor>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', authData],
    ]);
    const clientData = this.#clientData('webauthn.create', options.challenge, lies);
    return this.#answer({
      clientDataJSON: clientData.toString('base64url'),
      attestationObject: cbor(attestation).toString('base64url'),
      transports: ['internal', 'from-the-future'],
    });
  }

  /** Answers `navigator.credentials.get`. */
  get(options: RequestOptions, lies: Lies = {}) {
    this.#counter += 1;
    const authData = this.#head(options.rpId, lies, 0);
    const clientData = this.#clientData('webauthn.get', options.challenge, lies);
    const signature = sign('sha256', Buffer.concat([authData, sha256(clientData)]), this.#keys.privateKey);
    return this.#answer({
      clientDataJSON: clientData.toString('base64url'),
      authenticatorData: authData.toString('base64url'),
      signature: signature.toString('base64url'),
      userHandle: lies.userHandle ?? this.#userHandle,
    });
  }

  #answer<Response>(response: Response) {
    const { credentialId: id } = this;
    return { id, rawId: id, type: 'public-key', clientExtensionResults: {}, response };
  }

  #head(rpId: string, lies: Lies, flags: number): Buffer {
    const verified = (lies.userVerified ?? true) ? flag.userVerified : 0;
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(lies.counter ?? this.#counter);
    return Buffer.concat([
      sha256(Buffer.from(lies.rpId ?? rpId)),
      Buffer.from([flag.userPresent | verified | flags]),
      counter,
    ]);
  }

  #clientData(type: string, challenge: string, lies: Lies): Buffer {
    const { origin } = this;
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false, ...pick(lies) }));
  }

  #coseKey(): Buffer {
    const { x = '', y = '' } = this.#keys.publicKey.export({ format: 'jwk' });
    return cbor(
      new Map<number, Cbor>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, Buffer.from(x, 'base64url')],
        [-3, Buffer.from(y, 'base64url')],
      ]),
    );
  }
}

function pick({ type, challenge, origin }: Lies) {
  return {
    ...(type !== undefined && { type }),
    ...(challenge !== undefined && { challenge }),
    ...(origin !== undefined && { origin }),
  };
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

/** The part of RFC 8949 that attestations need. */
function cbor(value: Cbor): Buffer {
  if (typeof value === 'number') return value < 0 ? cborHead(1, -1 - value) : cborHead(0, value);
  if (typeof value === 'string') return Buffer.concat([cborHead(3, value.length), Buffer.from(value)]);
  if (value instanceof Uint8Array) return Buffer.concat([cborHead(2, value.length), value]);
  const entries = [...value].flatMap(([key, held]) => [cbor(key), cbor(held)]);
  return Buffer.concat([cborHead(5, value.size), ...entries]);
}

function cborHead(major: number, count: number): Buffer {
  const kind = major << 5;
  if (count < 24) return Buffer.from([kind | count]);
  return count < 256
    ? Buffer.from([kind | 24, count])
    : Buffer.concat([Buffer.from([kind | 25]), uint16(count)]);
}
