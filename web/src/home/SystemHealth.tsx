import type { ReactNode } from 'react';
import { describeReadiness, type Check, type Readiness } from './readiness.js';
import { useReadiness } from './useReadiness.js';

/** Live health of the gateway and what it needs. Only a change of the sentence is read out. */
export function SystemHealth(): ReactNode {
  const readiness = useReadiness();
  return (
    <section className="panel" aria-labelledby="health">
      <h2 id="health">Health</h2>
      <p role="status" className={tone(readiness)}>
        {describeReadiness(readiness)}
      </p>
      {readiness.state === 'answered' && readiness.checks.length > 0 && (
        <CheckList checks={readiness.checks} />
      )}
    </section>
  );
}

function CheckList({ checks }: { readonly checks: readonly Check[] }): ReactNode {
  return (
    <ul className="checks">
      {checks.map(({ name, ok, detail }) => (
        <li key={name}>
          <span>{name}</span>
          <span className={ok ? 'good' : 'bad'}>{ok ? 'running' : detail}</span>
        </li>
      ))}
    </ul>
  );
}

function tone(readiness: Readiness): string {
  switch (readiness.state) {
    case 'asking':
      return 'quiet';
    case 'unreachable':
      return 'bad';
    case 'answered':
      return readiness.ready ? 'good' : 'bad';
  }
}
