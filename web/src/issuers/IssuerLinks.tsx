import type { ReactNode } from 'react';
import type { Issuer } from './fetchIssuers.js';
import { startAddress } from './startAddress.js';

interface IssuerLinksProps {
  readonly community: string;
  readonly issuers: readonly Issuer[];
  readonly next: string | null;
  readonly isLinking?: boolean;
}

/** A way to each issuer. */
export function IssuerLinks({ community, issuers, next, isLinking = false }: IssuerLinksProps): ReactNode {
  return (
    <p className="actions">
      {issuers.map(({ id, displayName }) => (
        <a key={id} className="button" href={startAddress({ community, issuer: id, next, isLinking })}>
          {isLinking ? 'Link an account at' : 'Continue with'} {displayName}
        </a>
      ))}
    </p>
  );
}
