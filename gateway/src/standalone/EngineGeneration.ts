import type { Engine } from '../engine/createEngine.js';

/** How long requests that were handed the engine may take to begin with it, ms. */
const graceMs = 1_000;

/** How long operations of an engine that was replaced may go on, ms. */
const patienceMs = 600_000;

/** One engine after another serves; this one knows when nobody needs it any more. */
export class EngineGeneration<Context> {
  readonly engine: Engine<Context>;
  readonly #release: () => void;
  #underWay = 0;
  #isRetired = false;
  #patience: NodeJS.Timeout | undefined;

  /** `release` is called once: when the engine is retired and its last operation has ended, or patience has. */
  constructor(engine: Engine<Context>, release: () => void) {
    this.#release = release;
    this.engine = {
      schema: engine.schema,
      supergraph: engine.supergraph,
      prepare: (source, operationName, checks) => engine.prepare(source, operationName, checks),
      warm: (source, operationName, conditions) => engine.warm(source, operationName, conditions),
      close: () => engine.close(),
      execute: async (operation, input) => {
        this.#underWay++;
        try {
          return await engine.execute(operation, input);
        } finally {
          this.#end();
        }
      },
      subscribe: (operation, input) => this.#counted(() => engine.subscribe(operation, input)),
    };
  }

  /** Operations under way. */
  get underWay(): number {
    return this.#underWay;
  }

  /** Says that nobody is handed this engine any more. */
  retire(): void {
    setTimeout(() => {
      this.#isRetired = true;
      if (this.#underWay === 0) this.#release();
      else this.#patience = setTimeout(this.#release, patienceMs).unref();
    }, graceMs).unref();
  }

  async *#counted<T>(open: () => AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
    this.#underWay++;
    try {
      yield* open();
    } finally {
      this.#end();
    }
  }

  #end(): void {
    this.#underWay--;
    if (!this.#isRetired || this.#underWay > 0) return;
    clearTimeout(this.#patience);
    this.#release();
  }
}
