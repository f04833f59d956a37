import { useState, type ReactNode } from 'react';
import { describeRefusal } from '../http/Refusal.js';
import { signInAddress } from '../page/signInAddress.js';
import { passkeyAddress } from '../passkeys/passkeyAddress.js';
import { signInWithPasskey } from '../signIn/signInWithPasskey.js';

/** Who has to show that they are still there, and how they can. */
export interface SigningInAgain {
  readonly personId: string;
  readonly hasPasskey: boolean;
}

interface SignInAgainProps extends SigningInAgain {
  /** The same person has signed in again. */
  readonly onDone: () => void;
}

/** New ways to sign in take somebody who has just signed in. A passkey does that here; others go by the sign-in page. */
export function SignInAgain({ personId, hasPasskey, onDone }: SignInAgainProps): ReactNode {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const confirm = async (): Promise<void> => {
    setBusy(true);
    const ended = await signInWithPasskey();
    setBusy(false);
    if (ended.outcome !== 'signedIn')
      setProblem(ended.outcome === 'failed' ? describeRefusal(ended) : ended.message);
    else if (ended.personId === personId) onDone();
    else window.location.reload();
  };
  const canUsePasskey = hasPasskey && passkeyAddress(window.location.href) === null;
  return (
    <div role="alert">
      <p>You signed in a while ago. Show that it is still you to go on.</p>
      <p className="actions">
        {canUsePasskey && (
          <button type="button" className="button" disabled={isBusy} onClick={() => void confirm()}>
            Confirm with a passkey
          </button>
        )}
        <a href={signInAddress('/account/')}>Sign in again{canUsePasskey && ' another way'}</a>
      </p>
      <p className="bad">{problem}</p>
    </div>
  );
}
