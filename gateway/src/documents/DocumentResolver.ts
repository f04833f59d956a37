import { LRUCache } from 'lru-cache';
import type { EngineError } from '../engine/EngineError.js';
import type { DocumentLimits } from '../limits/GatewayLimits.js';
import type { AutomaticDocuments } from './AutomaticDocuments.js';
import { documentError, type DocumentCode } from './documentError.js';
import type { DocumentRequest } from './documentRequest.js';
import { sha256Hex } from './sha256Hex.js';
import type { TrustedDocuments } from './TrustedDocuments.js';

export type ResolvedDocument =
  | {
      readonly ok: true;
      readonly text: string;
      readonly kind: DocumentKind;
      /** To be called once the document proved valid: remembers it for later requests. */
      readonly remember?: () => void;
    }
  | { readonly ok: false; readonly errors: readonly EngineError[] };

export interface UntrustedDocument {
  readonly community: string;
  /** SHA-256 of its text, hex. */
  readonly hash: string;
}

/** How a document was found: sent as a text, vouched for, by a registered hash, or, where that is logged, vouched for by nobody. */
export type DocumentKind = 'text' | 'trusted' | 'registered' | 'untrusted';

export interface DocumentSettings {
  /** The documents a community trusts; undefined: none. */
  readonly trusted: (community: string) => TrustedDocuments | undefined;
  readonly automatic: AutomaticDocuments;
  /** Told of a document that mode `log` let pass; of the same one seldom again. */
  readonly onUntrusted: (document: UntrustedDocument) => void;
}

interface Requester {
  readonly community: string;
  readonly limits: DocumentLimits;
}

/** Most untrusted documents that are told of only once. */
const toldLimit = 1_000;

/** Finds the text of the document a request asks for, and refuses what its community does not answer. */
export class DocumentResolver {
  readonly #settings: DocumentSettings;
  readonly #told = new LRUCache<string, true>({ max: toldLimit });

  constructor(settings: DocumentSettings) {
    this.#settings = settings;
  }

  async resolve(request: DocumentRequest, requester: Requester): Promise<ResolvedDocument> {
    const { text, id } = request;
    const { community, limits } = requester;
    const { mode } = limits;
    if (text !== undefined && id === undefined && mode === 'off') return { ok: true, text, kind: 'text' };
    const name = id ?? sha256Hex(text ?? '');
    const trusted = await this.#settings.trusted(community)?.find(name);
    if (isSame(trusted, text)) return { ok: true, text: trusted, kind: 'trusted' };
    if (isForged(request)) return refused('PERSISTED_QUERY_HASH_MISMATCH');
    if (mode === 'enforce') return refused('TRUSTED_DOCUMENT_REQUIRED');
    const found = this.#untrusted(request, requester);
    if (!found.ok || mode !== 'log') return found;
    this.#tell({ community, hash: name });
    return { ...found, kind: 'untrusted' };
  }

  #untrusted(request: DocumentRequest, requester: Requester): ResolvedDocument {
    const { text } = request;
    return text === undefined ? this.#registered(request, requester) : this.#given(request, text, requester);
  }

  #registered({ id = '', isHash }: DocumentRequest, { community, limits }: Requester): ResolvedDocument {
    const isSought = isHash && limits.isAutomatic;
    const text = isSought ? this.#settings.automatic.find(community, id) : undefined;
    return text === undefined ? refused('PERSISTED_QUERY_NOT_FOUND') : { ok: true, text, kind: 'registered' };
  }

  #given({ id, isHash }: DocumentRequest, text: string, { community, limits }: Requester): ResolvedDocument {
    if (id === undefined || !isHash || !limits.isAutomatic) return { ok: true, text, kind: 'text' };
    const remember = () => this.#settings.automatic.remember(community, id, text);
    return { ok: true, text, kind: 'text', remember };
  }

  #tell(document: UntrustedDocument): void {
    const key = `${document.community} ${document.hash}`;
    if (this.#told.has(key)) return;
    this.#told.set(key, true);
    this.#settings.onUntrusted(document);
  }
}

/** Whether a trusted text is the one that was sent, or nothing was sent but its name. */
function isSame(trusted: string | undefined, text: string | undefined): trusted is string {
  return trusted !== undefined && (text === undefined || text === trusted);
}

function isForged({ text, id, isHash }: DocumentRequest): boolean {
  return isHash && text !== undefined && sha256Hex(text) !== id;
}

function refused(code: DocumentCode): ResolvedDocument {
  return { ok: false, errors: [documentError(code)] };
}
