import { errors } from '../errors.js';
import { isLoopback } from './isLoopback.js';

/** The little of a web server this route needs. */
interface RouteTarget {
  get(path: string, handler: (request: { readonly ip: string }) => unknown): unknown;
}

/** `GET /status`: what the dispatcher does and why, for people on the same machine only. */
export function addStatusRoute(app: RouteTarget, describe: () => object): void {
  app.get('/status', ({ ip }) => {
    if (!isLoopback(ip)) throw errors.STATUS_IS_LOCAL();
    return describe();
  });
}
