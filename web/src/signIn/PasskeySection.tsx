import { useState, type ReactNode } from 'react';
import { describeRefusal } from '../http/Refusal.js';
import { passkeyAddress } from '../passkeys/passkeyAddress.js';
import { PasskeysElsewhere } from '../passkeys/PasskeysElsewhere.js';
import type { SignedIn } from './redeemCode.js';
import { signInWithPasskey } from './signInWithPasskey.js';

/** Signs in with a passkey; asks for no name. */
export function PasskeySection({
  onSignedIn,
}: {
  readonly onSignedIn: (signedIn: SignedIn) => void;
}): ReactNode {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const elsewhere = passkeyAddress(window.location.href);
  const signIn = async (): Promise<void> => {
    setBusy(true);
    setProblem('');
    const ended = await signInWithPasskey();
    setBusy(false);
    if (ended.outcome === 'signedIn') onSignedIn(ended);
    else setProblem(ended.outcome === 'failed' ? describeRefusal(ended) : ended.message);
  };
  return (
    <section className="panel" aria-labelledby="passkey">
      <h2 id="passkey">With a passkey</h2>
      {elsewhere === null ? (
        <p>
          <button type="button" className="button" disabled={isBusy} onClick={() => void signIn()}>
            Sign in with a passkey
          </button>
        </p>
      ) : (
        <PasskeysElsewhere address={elsewhere} />
      )}
      <p role="alert" className="bad">
        {problem}
      </p>
    </section>
  );
}
