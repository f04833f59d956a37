import { isLoopback } from './isLoopback.js';
import type { DispatchContext } from '../DispatchContext.js';
import { describeStatus } from './describeStatus.js';
import { errors } from '../errors.js';

/** The little of a web server this route needs. */
interface RouteTarget {
  get(path: string, handler: (request: { readonly ip: string }) => unknown): unknown;
}

/** `GET /status`: what the dispatcher does and why, for people on the same machine only. */
export function addStatusRoute(app: RouteTarget, context: () => DispatchContext): void {
  app.get('/status', ({ ip }) => {
    if (!isLoopback(ip)) throw errors.STATUS_IS_LOCAL();
    return describeStatus(context());
  });
}
