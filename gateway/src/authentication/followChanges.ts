import type { CredentialChanges } from '@ai-collective/contracts';
import type { Logger } from '@ai-collective/platform/runtime';

export interface ChangesSettings {
  /** Asks what changed since a place; null begins. */
  readonly ask: (since: string | null) => Promise<CredentialChanges>;
  /** Told each answer, and when it was asked for. */
  readonly onChanges: (changes: CredentialChanges, askedAt: number) => void;
  /** Pause between an answer and the next question, ms. */
  readonly everyMs: number;
  /** Milliseconds, of a clock that is never set. */
  readonly clock: () => number;
  readonly log: Logger;
}

/** Asks for changes again and again, from where the last answer ended; after a failure, from the same place. Returns what ends it. */
export function followChanges(settings: ChangesSettings): () => void {
  const { ask, onChanges, everyMs, clock, log } = settings;
  let since: string | null = null;
  let isFailing = false;
  let timer: NodeJS.Timeout | undefined;
  let hasEnded = false;

  const round = async (): Promise<void> => {
    const askedAt = clock();
    try {
      const changes = await ask(since);
      onChanges(changes, askedAt);
      since = changes.next;
      if (isFailing) log.info('identity tells of changed credentials again');
      isFailing = false;
    } catch (error) {
      if (!isFailing && !hasEnded) log.warn({ err: error }, 'identity does not tell of changed credentials');
      isFailing = true;
    }
    if (!hasEnded) timer = setTimeout(() => void round(), everyMs).unref();
  };
  void round();
  return () => {
    hasEnded = true;
    clearTimeout(timer);
  };
}
