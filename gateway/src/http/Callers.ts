import type { AppError } from '@ai-collective/platform/runtime';
import type { FastifyRequest } from 'fastify';
import type { EngineResult } from '../engine/EngineError.js';

/** Who sends a request, as far as answering it needs to know. */
export interface Caller<Context> {
  /** What calls to subgraphs know of the request. */
  readonly context: Context;
  /** The community whose limits and documents apply; empty when it is nobody's request. */
  readonly community: string;
  /** Whose share of the gateway the request takes. */
  readonly admissionKey: string;
  /**
   * Callers with the same key get the same answers, so that those under way at the same moment are one. Undefined where
   * answers are each caller's own.
   */
  readonly sharingKey: string | undefined;
  /** Headers that the answer to a query or mutation gets, once it is known. Absent where there are none. */
  readonly answerHeaders?: (result: EngineResult) => Readonly<Record<string, string | string[]>>;
}

/** What is known of a request before it is read: the same over HTTP and over a WebSocket. */
export type Arrival = Pick<FastifyRequest, 'headers' | 'host' | 'ip' | 'trace'>;

/** Tells who sends requests. */
export interface Callers<Context> {
  /** Rejects with the AppError to answer with when the request is nobody's. */
  identify(request: Arrival): Promise<Caller<Context>>;
  /**
   * Why the caller of an open subscription is welcome no longer, as soon as that is known; undefined once `signal` is
   * aborted. Absent where that cannot happen.
   */
  whenRefused?(request: Arrival, signal: AbortSignal): Promise<AppError | undefined>;
}
