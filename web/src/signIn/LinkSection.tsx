import { useState, type ReactNode } from 'react';
import { describeRefusal } from '../http/Refusal.js';
import { redeemCode, type Redemption, type SignedIn } from './redeemCode.js';

type Progress =
  Exclude<Redemption, SignedIn> | { readonly outcome: 'ready' } | { readonly outcome: 'redeeming' };

interface LinkSectionProps {
  readonly code: string;
  readonly onSignedIn: (signedIn: SignedIn) => void;
}

/**
 * Signs in with the one-time code of a link. It waits for a press of the button: a program that merely opens links,
 * as mail scanners do, would otherwise use the code up.
 */
export function LinkSection({ code, onSignedIn }: LinkSectionProps): ReactNode {
  const [progress, setProgress] = useState<Progress>({ outcome: 'ready' });
  const redeem = async (): Promise<void> => {
    setProgress({ outcome: 'redeeming' });
    const redemption = await redeemCode(code);
    if (redemption.outcome === 'signedIn') onSignedIn(redemption);
    else setProgress(redemption);
  };
  const button = (label: string): ReactNode => (
    <button type="button" className="button" onClick={() => void redeem()}>
      {label}
    </button>
  );
  switch (progress.outcome) {
    case 'ready':
      return (
        <>
          <p>Your link is here. It works once, in the browser in which you press this button.</p>
          <p>{button('Sign in on this device')}</p>
        </>
      );
    case 'redeeming':
      return <p role="status">Signing in…</p>;
    case 'refused':
      return (
        <>
          <p role="alert" className="bad">
            {progress.message}
          </p>
          {progress.tryAgain ? <p>{button('Try again')}</p> : <NewLink />}
        </>
      );
    case 'failed':
      return (
        <>
          <p role="alert">{describeRefusal(progress)} Your link may still be good.</p>
          <p>{button('Try again')}</p>
        </>
      );
  }
}

/** Where fresh links come from. */
export function NewLink(): ReactNode {
  return (
    <p className="quiet">
      Whoever runs this system finds a fresh sign-in link in the output of <code>npm start</code>. Each link
      works once.
    </p>
  );
}
