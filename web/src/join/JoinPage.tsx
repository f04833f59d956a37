import { useEffect, useState, type ReactNode } from 'react';
import { fetchViewer, type Viewer } from '../home/fetchViewer.js';
import { Page } from '../page/Page.js';
import { joinAsViewer, openAccount, type Acceptance } from './acceptInvitation.js';
import { NewAccountForm } from './NewAccountForm.js';

type Progress = Acceptance | { readonly outcome: 'ready' } | { readonly outcome: 'accepting' };

/**
 * Accepts an invitation: with the account of whoever is signed in, or with a new one. It waits for a press of a button, since
 * programs that merely open links would otherwise use it up.
 */
export function JoinPage({ code }: { readonly code: string | null }): ReactNode {
  const [viewer, setViewer] = useState<Viewer | null | undefined>(undefined);
  useEffect(() => {
    const stop = new AbortController();
    void fetchViewer(stop.signal).then((found) => {
      if (!stop.signal.aborted) setViewer(found);
    });
    return () => stop.abort();
  }, []);
  return (
    <Page>
      <h1>Join a community</h1>
      {code === null && <p>This page opens from an invitation, and this address has no code in it.</p>}
      {code !== null && viewer === undefined && <p role="status">Looking who is signed in…</p>}
      {code !== null && viewer !== undefined && <Accepting code={code} viewer={viewer} />}
    </Page>
  );
}

function Accepting({ code, viewer }: { readonly code: string; readonly viewer: Viewer | null }): ReactNode {
  const [progress, setProgress] = useState<Progress>({ outcome: 'ready' });
  const accept = (answer: Promise<Acceptance>): void => {
    setProgress({ outcome: 'accepting' });
    void answer.then(setProgress);
  };
  const choices = (
    <Choices
      viewer={viewer}
      onJoin={() => accept(joinAsViewer(code))}
      onOpen={(name) => accept(openAccount(code, name))}
    />
  );
  switch (progress.outcome) {
    case 'ready':
      return choices;
    case 'accepting':
      return <p role="status">Joining…</p>;
    case 'joined':
      return <Done>You have joined {progress.community}.</Done>;
    case 'signedIn':
      return (
        <Done>
          Welcome, <strong>{progress.person}</strong>. You have joined
          {progress.community === null ? '' : ` ${progress.community}`}, and are signed in. Before you go on,{' '}
          <a href="/account/">add a passkey to your account</a>: with it you sign in the next time.
        </Done>
      );
    case 'refused':
      return (
        <>
          <p role="alert" className="bad">
            {progress.message}
          </p>
          {progress.tryAgain && choices}
        </>
      );
    case 'failed':
      return (
        <>
          <p role="alert">The system did not answer as expected. Your invitation may still be good.</p>
          {choices}
        </>
      );
  }
}

interface ChoicesProps {
  readonly viewer: Viewer | null;
  readonly onJoin: () => void;
  readonly onOpen: (name: string) => void;
}

function Choices({ viewer, onJoin, onOpen }: ChoicesProps): ReactNode {
  if (viewer === null)
    return (
      <>
        <p>Your invitation is here. It opens an account for you, and signs you in on this device.</p>
        <NewAccountForm onOpen={onOpen} />
        <p className="quiet">
          You have an account already? <a href="/sign-in/">Sign in</a> first, and open your invitation again.
        </p>
      </>
    );
  return (
    <>
      <p>
        Your invitation is here. You are signed in as <strong>{viewer.person}</strong>.
      </p>
      <button type="button" className="button" onClick={onJoin}>
        Join as {viewer.person}
      </button>
    </>
  );
}

function Done({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <div role="status">
      <p>{children}</p>
      <p>
        Go to the <a href="/">start page</a> or open <a href="/graphiql/">GraphiQL</a>.
      </p>
    </div>
  );
}
