import { isAccepted, publishedAt, signingKeyAt, type PublishedKey } from './keySchedule.js';
import { toPublicJwk, type PublicKeySet } from './publicJwk.js';
import type { SigningKey } from './signingKey.js';

/** The private keys of one kind of token: which signs, which are accepted, which are published. Times are Unix seconds. */
export class SigningKeys {
  readonly #lifetime: number;
  readonly #removalListeners: (() => void)[] = [];
  #keys: ReadonlyMap<string, SigningKey>;
  #inOrder: readonly SigningKey[];
  #current: SigningKey;
  /** When another key signs than the current one. */
  #currentUntil = 0;

  /** Takes keys in order, of which one signs by now. Throws when none does. */
  constructor(
    keys: readonly SigningKey[],
    settings: { readonly tokenLifetimeSeconds: number; readonly now: number },
  ) {
    this.#lifetime = settings.tokenLifetimeSeconds;
    this.#current = requireSigner(keys, settings.now);
    this.#inOrder = keys;
    this.#keys = byId(keys);
  }

  /** The key that signs now. */
  current(now: number): SigningKey {
    if (now >= this.#currentUntil) this.#advance(now);
    return this.#current;
  }

  /** Whether a key is still in the set: what it signed is only used again as long as it is. */
  holds(kid: string): boolean {
    return this.#keys.has(kid);
  }

  /** Public halves with `nbf` and, for former keys, `exp`; never a private one. */
  published(now: number): PublicKeySet {
    return { keys: this.#publishedKeys(now).map(toPublicJwk) };
  }

  /** The key that a token names, if its tokens are accepted now. One that names none may mean the only one there is. */
  accepted(kid: string | undefined, now: number): SigningKey | undefined {
    const candidates = this.#publishedKeys(now).filter(({ key }) => kid === undefined || key.kid === kid);
    const [found, ...others] = candidates;
    if (found === undefined || others.length > 0) return undefined;
    const { key, exp } = found;
    return isAccepted({ nbf: key.nbf, exp }, now) ? key : undefined;
  }

  /** Puts another set in force. Throws, and changes nothing, when none of its keys signs by now. */
  replace(keys: readonly SigningKey[], now: number): void {
    requireSigner(keys, now);
    const before = this.#publishedKeys(now);
    this.#inOrder = keys;
    this.#keys = byId(keys);
    this.#advance(now);
    const isRemoved = before.some(({ key }) => this.#keys.get(key.kid)?.x !== key.x);
    if (isRemoved) this.#removalListeners.forEach((listener) => listener());
  }

  /** Tells whenever a key was taken away of which tokens may still be around. */
  onRemoval(listener: () => void): void {
    this.#removalListeners.push(listener);
  }

  #publishedKeys(now: number): readonly PublishedKey<SigningKey>[] {
    return publishedAt(this.#inOrder, { now, tokenLifetimeSeconds: this.#lifetime });
  }

  #advance(now: number): void {
    this.#current = signingKeyAt(this.#inOrder, now) ?? this.#current;
    const next = this.#inOrder.find(({ nbf }) => nbf > now);
    this.#currentUntil = next?.nbf ?? Number.POSITIVE_INFINITY;
  }
}

function requireSigner(keys: readonly SigningKey[], now: number): SigningKey {
  const signer = signingKeyAt(keys, now);
  if (signer === undefined) throw new Error('must hold a key that signs by now');
  return signer;
}

function byId(keys: readonly SigningKey[]): ReadonlyMap<string, SigningKey> {
  return new Map(keys.map((key) => [key.kid, key]));
}
