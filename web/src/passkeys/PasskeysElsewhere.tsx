import type { ReactNode } from 'react';

/** Leads from an IP address to the name at which passkeys work. */
export function PasskeysElsewhere({ address }: { readonly address: string }): ReactNode {
  return (
    <p>
      Browsers keep passkeys for names, not for numeric addresses. Open{' '}
      <a href={address}>this page at {new URL(address).host}</a> to use them.
    </p>
  );
}
