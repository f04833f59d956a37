import type { Dispatcher } from 'undici';
import type { Cancellation } from './Cancellation.js';
import { SubgraphFailure } from './SubgraphFailure.js';

export type ResponseHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A whole answer, as it came. */
export interface TextAnswer {
  readonly status: number;
  readonly text: string;
}

export interface TextCall {
  readonly subgraph: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text. */
  readonly body: string;
  readonly cancellation: Cancellation;
  /** Longest wait for the whole answer, ms. */
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
  /** Told the answer's headers before its body is read. */
  readonly onHead?: ((headers: ResponseHeaders) => void) | undefined;
}

/** Posts JSON and reads the whole answer. Rejects with a SubgraphFailure; when it is cancelled, with anything. */
export function postForText(dispatcher: Dispatcher, call: TextCall): Promise<TextAnswer> {
  return new Promise((resolve, reject) => {
    const options = {
      method: 'POST',
      path: call.path,
      headers: { ...call.headers, 'content-type': 'application/json', accept: 'application/json' },
      body: call.body,
      // The answer as a whole has a deadline, so its parts need none.
      headersTimeout: 0,
      bodyTimeout: 0,
    } as const;
    dispatcher.dispatch(options, new AnswerHandler(call, { resolve, reject }));
  });
}

interface Settling {
  readonly resolve: (answer: TextAnswer) => void;
  readonly reject: (reason: SubgraphFailure) => void;
}

/** undici's `request` makes a stream, a signal and two promises of every answer; this makes a text. */
class AnswerHandler implements Dispatcher.DispatchHandler {
  readonly #call: TextCall;
  readonly #settling: Settling;
  readonly #deadline: NodeJS.Timeout;
  readonly #stay: (() => void) | undefined;
  readonly #chunks: Buffer[] = [];
  #controller: Dispatcher.DispatchController | undefined;
  #failure: SubgraphFailure | undefined;
  #status = 0;
  #bytes = 0;

  constructor(call: TextCall, settling: Settling) {
    this.#call = call;
    this.#settling = settling;
    this.#deadline = setTimeout(() => this.#fail('SUBGRAPH_TIMEOUT'), call.timeoutMs);
    this.#stay = call.cancellation.whenCancelled(() => this.#fail('SUBGRAPH_UNREACHABLE'));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#failure !== undefined) controller.abort(this.#failure);
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: ResponseHeaders,
  ): void {
    this.#status = status;
    this.#call.onHead?.(headers);
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#call.maxResponseBytes) this.#fail('SUBGRAPH_RESPONSE_TOO_LARGE');
    else this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.#end();
    const [first, ...others] = this.#chunks;
    const whole = others.length === 0 ? first : Buffer.concat(this.#chunks, this.#bytes);
    this.#settling.resolve({ status: this.#status, text: whole?.toString('utf8') ?? '' });
  }

  onResponseError(_controller: Dispatcher.DispatchController, cause: Error): void {
    this.#end();
    this.#settling.reject(this.#failure ?? this.#failureOf('SUBGRAPH_UNREACHABLE', cause));
  }

  /** Gives the call up, also while it waits for a connection. */
  #fail(code: SubgraphFailure['code']): void {
    this.#end();
    this.#failure = this.#failureOf(code);
    this.#controller?.abort(this.#failure);
    this.#settling.reject(this.#failure);
  }

  #failureOf(code: SubgraphFailure['code'], cause?: Error): SubgraphFailure {
    return new SubgraphFailure(code, this.#call.subgraph, { cause, isUnanswered: this.#status === 0 });
  }

  #end(): void {
    clearTimeout(this.#deadline);
    this.#stay?.();
  }
}
