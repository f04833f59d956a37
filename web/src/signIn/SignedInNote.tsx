import type { ReactNode } from 'react';
import type { SignedIn } from './redeemCode.js';

/** Says who is signed in, and where to go from here. */
export function SignedInNote({ person, community }: Pick<SignedIn, 'person' | 'community'>): ReactNode {
  return (
    <div role="status">
      <p>
        You are signed in as <strong>{person}</strong>
        {community === null ? '.' : ` in ${community}.`}
      </p>
      <p>
        Go to <a href="/account/">your account</a> to add a passkey, so that the next time needs no link; to
        the <a href="/">start page</a>; or to <a href="/graphiql/">GraphiQL</a>.
      </p>
    </div>
  );
}
