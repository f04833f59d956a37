import { isPreflighted } from '../authentication/credentialOf.js';
import { errors } from '../errors.js';
import type { Arrival, Callers } from '../http/Callers.js';
import { AnswerHeaders } from './AnswerHeaders.js';
import { propagate } from './headerRules.js';
import type { StandaloneOptions } from './options.js';

/** What calls to subgraphs know of the client's request. */
export interface StandaloneContext {
  /** Headers of the request that are passed on. */
  readonly propagated: Readonly<Record<string, string>>;
  /** The headers passed on, which tell all that subgraphs' answers may depend on; undefined where they tell more. */
  readonly sharingKey: string | undefined;
  readonly traceparent: string;
  /** Where headers for the client are collected, if there are any to return. */
  readonly answerHeaders: AnswerHeaders | undefined;
}

/**
 * Everybody is known by the address only. Requests that carry what browsers add by themselves to subgraphs must be such
 * that no foreign page can make a browser send them; others are refused with CSRF_PREVENTED.
 */
export function standaloneCallers(
  options: Pick<StandaloneOptions, 'propagatedHeaders' | 'returnedHeaders'>,
): Callers<StandaloneContext> {
  const { propagatedHeaders, returnedHeaders } = options;
  const passed = new Set(propagatedHeaders.map(({ from }) => from));
  return {
    // eslint-disable-next-line @typescript-eslint/require-await -- callers elsewhere have to be asked for
    identify: async ({ headers, ip, trace }) => {
      if (carriesBrowserCredentials(headers, passed) && !isPreflighted(headers))
        throw errors.CSRF_PREVENTED();
      const answerHeaders = returnedHeaders.length === 0 ? undefined : new AnswerHeaders(returnedHeaders);
      const propagated = propagate(headers, propagatedHeaders);
      // Headers that come back belong to one answer, so such answers are each caller's own.
      const sharingKey = answerHeaders === undefined ? JSON.stringify(propagated) : undefined;
      return {
        context: { propagated, sharingKey, traceparent: trace.traceparent, answerHeaders },
        sharingKey,
        community: '',
        admissionKey: ip,
        ...(answerHeaders && {
          answerHeaders: ({ errors: problems }) =>
            answerHeaders.merged({ isComplete: problems === undefined }),
        }),
      };
    },
  };
}

/** Cookies, and passwords the browser has asked its user for: it sends them whoever makes the request. */
function carriesBrowserCredentials(headers: Arrival['headers'], passed: ReadonlySet<string>): boolean {
  if (passed.has('cookie') && headers.cookie !== undefined) return true;
  return passed.has('authorization') && /^(basic|digest|negotiate|ntlm)\b/i.test(headers.authorization ?? '');
}
