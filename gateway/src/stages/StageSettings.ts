import type { Engine } from '../engine/createEngine.js';
import type { Caller, Callers } from '../http/Callers.js';
import type { AdmissionGate } from '../limits/AdmissionGate.js';
import type { RequestLimits } from '../limits/RequestLimits.js';
import type { GatewayMetrics } from '../observability/metrics/GatewayMetrics.js';

type Awaitable<T> = T | Promise<T>;

/** What every operation passes, however it came: over HTTP or a WebSocket. */
export interface StageSettings<Context> {
  /** The engine in force for a caller when a request begins. May reject with the AppError to answer with. */
  readonly engine: (caller: Caller<Context>) => Awaitable<Engine<Context> | undefined>;
  readonly callers: Callers<Context>;
  /** Admits requests while they are in flight. */
  readonly requests: AdmissionGate;
  /** Admits what communities and those who ask may ask for. */
  readonly limits: RequestLimits;
  /** Where requests are counted. */
  readonly metrics: GatewayMetrics;
  /** Admits subscriptions while they are open. */
  readonly streams: AdmissionGate;
}
