import { useState, type ReactNode } from 'react';
import { Page } from '../page/Page.js';
import { IssuerSection } from './IssuerSection.js';
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
  /** The slug of the community to sign in to; empty when none was named. */
  readonly community: string;
  /** Why a sign-in at an issuer led back here. */
  readonly problem: string | null;
}

/** Every way to sign in: the link that opened the page first, then passkeys, issuers and recovery codes. */
export function SignInPage({ code, next, community, problem }: SignInPageProps): ReactNode {
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
          {problem !== null && (
            <p role="alert" className="panel bad">
              {problem}
            </p>
          )}
          {code !== null && <LinkSection code={code} onSignedIn={finish} />}
          <PasskeySection onSignedIn={finish} />
          <IssuerSection opened={community} next={next} />
          <RecoverySection onSignedIn={finish} />
          {code === null && <NewLink />}
        </>
      ) : (
        <SignedInNote person={signedIn.person} community={signedIn.community} />
      )}
    </Page>
  );
}
