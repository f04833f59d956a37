import { useEffect, useState } from 'react';
import { parseReadiness, type Readiness } from './readiness.js';

const pauseMs = 5_000;
const timeoutMs = 4_000;

/** Asks `/readyz` every five seconds while the page is visible. */
export function useReadiness(): Readiness {
  const [readiness, setReadiness] = useState<Readiness>({ state: 'asking' });
  useEffect(() => {
    const stop = new AbortController();
    const ask = async (): Promise<void> => {
      if (document.hidden) return;
      const answer = await fetchReadiness(stop.signal);
      if (!stop.signal.aborted) setReadiness(answer);
    };
    void ask();
    const timer = setInterval(() => void ask(), pauseMs);
    return () => {
      clearInterval(timer);
      stop.abort();
    };
  }, []);
  return readiness;
}

async function fetchReadiness(stopped: AbortSignal): Promise<Readiness> {
  try {
    const response = await fetch('/readyz', {
      signal: AbortSignal.any([stopped, AbortSignal.timeout(timeoutMs)]),
    });
    const body: unknown = await response.json();
    return parseReadiness(body);
  } catch {
    return { state: 'unreachable' };
  }
}
