import * as z from 'zod/mini';

/** Why something was refused, by a stable code and in words for people; or that nobody answered as expected. */
export type Refusal =
  | { readonly outcome: 'refused'; readonly code: string; readonly message: string }
  | { readonly outcome: 'failed' };

/** Nobody answered as expected. */
export const failed = { outcome: 'failed' } as const;

/** How identity's HTTP routes refuse. */
export const refusalSchema = z.object({ code: z.string(), message: z.string() });

/** What a page says of a refusal. */
export function describeRefusal(refusal: Refusal): string {
  switch (refusal.outcome) {
    case 'refused':
      return refusal.message;
    case 'failed':
      return 'The system did not answer as expected. Try again.';
  }
}
