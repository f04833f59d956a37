import type { Engine } from '../engine/createEngine.js';
import { engineBytes } from './engineBytes.js';
import { UnderWay } from './UnderWay.js';
import { observedEngine } from './observedEngine.js';
import { OperationPopularity, type PopularOperation } from './OperationPopularity.js';
import { PreparedText } from './PreparedText.js';
import type { VariantDefinition } from './VariantDefinition.js';

/** An engine and what goes with it when it is no longer needed. */
export interface BuiltEngine<Context> {
  readonly engine: Engine<Context>;
  /** Most operations the engine remembers. */
  readonly operationCapacity: number;
  /** Closes the connections that only this engine has. */
  close(): Promise<void>;
}

const popularity = { capacity: 256, halfLifeMs: 10 * 60_000, now: () => performance.now() };
/** Between being given an engine and beginning to use it there is a moment; connections last at least this much longer. */
const graceMs = 1_000;

/** A supergraph that can be served, and what is known of its use. */
export class Variant<Context> {
  readonly definition: VariantDefinition;
  readonly engine: Engine<Context>;
  readonly #built: BuiltEngine<Context>;
  readonly #popularity: OperationPopularity;
  readonly #inFlight = new UnderWay();
  readonly #text: PreparedText;
  readonly #supergraphLength: number;

  /** `before` is the variant in whose place it comes, whose use is the best guess of its own. */
  constructor(parts: {
    readonly definition: VariantDefinition;
    readonly supergraphSdl: string;
    readonly built: BuiltEngine<Context>;
    readonly before: Variant<Context> | undefined;
  }) {
    const { built } = parts;
    this.definition = parts.definition;
    this.#built = built;
    this.#popularity = new OperationPopularity(popularity, parts.before && parts.before.#popularity);
    this.#text = new PreparedText(built.operationCapacity);
    this.#supergraphLength = parts.supergraphSdl.length;
    this.engine = observedEngine(built.engine, {
      popularity: this.#popularity,
      inFlight: this.#inFlight,
      text: this.#text,
    });
  }

  /** Estimated memory. */
  get bytes(): number {
    return engineBytes({ supergraph: this.#supergraphLength, operations: this.#text.characters });
  }

  mostUsed(count: number): readonly PopularOperation[] {
    return this.#popularity.top(count);
  }

  /** Lets what is in flight finish, then closes. */
  retire(onError: (cause: unknown) => void): void {
    const timer = setTimeout(() => {
      this.#inFlight.whenIdle(() => void this.#built.close().catch(onError));
    }, graceMs);
    timer.unref();
  }

  /** Closes now, whatever is in flight. */
  close(): Promise<void> {
    return this.#built.close();
  }
}
