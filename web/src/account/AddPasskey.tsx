import { useState, type SyntheticEvent, type ReactNode } from 'react';
import { describeRefusal } from '../http/Refusal.js';
import { passkeyAddress } from '../passkeys/passkeyAddress.js';
import { PasskeysElsewhere } from '../passkeys/PasskeysElsewhere.js';
import { addPasskey } from './addPasskey.js';
import { needsSignIn } from './needsSignIn.js';
import { SignInAgain, type SigningInAgain } from './SignInAgain.js';

interface AddPasskeyProps {
  readonly again: SigningInAgain;
  readonly onAdded: (recoveryCodes: readonly string[] | null) => void;
}

/** Adds a passkey under a name. */
export function AddPasskey({ again, onAdded }: AddPasskeyProps): ReactNode {
  const [name, setName] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const [isStale, setStale] = useState(false);
  const elsewhere = passkeyAddress(window.location.href);
  const submit = async (): Promise<void> => {
    setBusy(true);
    setProblem('');
    setStale(false);
    const ended = await addPasskey(name);
    setBusy(false);
    if (ended.outcome === 'added') {
      setName('');
      onAdded(ended.recoveryCodes);
    } else if (needsSignIn(ended)) setStale(true);
    else setProblem(ended.outcome === 'noPasskey' ? ended.message : describeRefusal(ended));
  };
  if (elsewhere !== null) return <PasskeysElsewhere address={elsewhere} />;
  return (
    <form
      onSubmit={(event: SyntheticEvent) => {
        event.preventDefault();
        void submit();
      }}
    >
      <label htmlFor="passkey-name">Name of a new passkey</label>
      <p className="entry">
        <input
          id="passkey-name"
          value={name}
          onChange={(event) => setName(event.target.value)}
          placeholder="My laptop"
          maxLength={100}
          required
        />
        <button type="submit" className="button" disabled={isBusy}>
          Add a passkey
        </button>
      </p>
      {isStale && <SignInAgain {...again} onDone={() => void submit()} />}
      <p role="alert" className="bad">
        {problem}
      </p>
    </form>
  );
}
