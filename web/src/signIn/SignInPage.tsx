import { useState, type ReactNode } from 'react';
import { Page } from '../page/Page.js';
import { LinkSection, NewLink } from './LinkSection.js';
import { PasskeySection } from './PasskeySection.js';
import { RecoverySection } from './RecoverySection.js';
import type { SignedIn } from './redeemCode.js';
import { SignedInNote } from './SignedInNote.js';

interface SignInPageProps {
  /** The one-time code of the link that opened the page. */
  readonly code: string | null;
  /** A path of this site to go on to. */
  readonly next: string | null;
}

/** Every way to sign in: the link that opened the page first, then passkeys and recovery codes. */
export function SignInPage({ code, next }: SignInPageProps): ReactNode {
  const [signedIn, setSignedIn] = useState<SignedIn | null>(null);
  const finish = (done: SignedIn): void => {
    setSignedIn(done);
    if (next !== null) window.location.assign(next);
  };
  return (
    <Page>
      <h1>Sign in</h1>
      {signedIn === null ? (
        <>
          {code !== null && <LinkSection code={code} onSignedIn={finish} />}
          <PasskeySection onSignedIn={finish} />
          <RecoverySection onSignedIn={finish} />
          {code === null && <NewLink />}
        </>
      ) : (
        <SignedInNote person={signedIn.person} community={signedIn.community} />
      )}
    </Page>
  );
}
