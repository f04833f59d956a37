import { useState, type ReactNode } from 'react';
import { Page } from '../page/Page.js';
import { redeemCode, type Redemption } from './redeemCode.js';

type Progress = Redemption | { readonly outcome: 'ready' } | { readonly outcome: 'redeeming' };

/**
 * Signs in with the one-time code of a link. It waits for a press of the button: a program that merely opens links,
 * as mail scanners do, would otherwise use the code up.
 */
export function SignInPage({ code }: { readonly code: string | null }): ReactNode {
  const [progress, setProgress] = useState<Progress>({ outcome: 'ready' });
  const redeem = (known: string): void => {
    setProgress({ outcome: 'redeeming' });
    void redeemCode(known).then(setProgress);
  };
  return (
    <Page>
      <h1>Sign in</h1>
      {code === null ? <NoCode /> : <Redeeming progress={progress} onRedeem={() => redeem(code)} />}
    </Page>
  );
}

function NoCode(): ReactNode {
  return (
    <>
      <p>This page opens from a one-time sign-in link, and this address has no code in it.</p>
      <NewLink />
    </>
  );
}

function NewLink(): ReactNode {
  return (
    <p className="quiet">
      Whoever runs this system finds a fresh link in the output of <code>npm start</code>. Each link works
      once.
    </p>
  );
}

interface RedeemingProps {
  readonly progress: Progress;
  readonly onRedeem: () => void;
}

function Redeeming({ progress, onRedeem }: RedeemingProps): ReactNode {
  const button = (label: string): ReactNode => (
    <button type="button" className="button" onClick={onRedeem}>
      {label}
    </button>
  );
  switch (progress.outcome) {
    case 'ready':
      return (
        <>
          <p>Your link is here. It works once, in the browser in which you press this button.</p>
          {button('Sign in on this device')}
        </>
      );
    case 'redeeming':
      return <p role="status">Signing in…</p>;
    case 'signedIn':
      return <SignedIn person={progress.person} community={progress.community} />;
    case 'refused':
      return (
        <Refused message={progress.message}>{progress.tryAgain ? button('Try again') : <NewLink />}</Refused>
      );
    case 'failed':
      return (
        <>
          <p role="alert">The system did not answer as expected. Your link may still be good.</p>
          {button('Try again')}
        </>
      );
  }
}

function SignedIn({
  person,
  community,
}: {
  readonly person: string;
  readonly community: string | null;
}): ReactNode {
  return (
    <div role="status">
      <p>
        You are signed in as <strong>{person}</strong>
        {community === null ? '.' : ` in ${community}.`}
      </p>
      <p>
        Go to the <a href="/">start page</a> or open <a href="/graphiql/">GraphiQL</a>.
      </p>
    </div>
  );
}

function Refused({
  message,
  children,
}: {
  readonly message: string;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <>
      <p role="alert" className="bad">
        {message}
      </p>
      {children}
    </>
  );
}
