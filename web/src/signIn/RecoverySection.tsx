import { useState, type SyntheticEvent, type ReactNode } from 'react';
import { describeRefusal } from '../http/Refusal.js';
import { redeemRecoveryCode, type SignedIn } from './redeemCode.js';

/** Signs in with a recovery code, for those who have lost their passkeys. */
export function RecoverySection({
  onSignedIn,
}: {
  readonly onSignedIn: (signedIn: SignedIn) => void;
}): ReactNode {
  const [code, setCode] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const submit = async (): Promise<void> => {
    setBusy(true);
    setProblem('');
    const ended = await redeemRecoveryCode(code);
    setBusy(false);
    if (ended.outcome === 'signedIn') onSignedIn(ended);
    else setProblem(ended.outcome === 'failed' ? describeRefusal(ended) : ended.message);
  };
  return (
    <section className="panel" aria-labelledby="recovery">
      <h2 id="recovery">With a recovery code</h2>
      <form
        onSubmit={(event: SyntheticEvent) => {
          event.preventDefault();
          void submit();
        }}
      >
        <label htmlFor="recovery-code">Recovery code</label>
        <p className="entry">
          <input
            id="recovery-code"
            value={code}
            onChange={(event) => setCode(event.target.value)}
            placeholder="xxxxx-xxxxx-xxxxx-xxxxx"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={100}
            required
          />
          <button type="submit" className="button" disabled={isBusy}>
            Sign in with the code
          </button>
        </p>
      </form>
      <p role="alert" className="bad">
        {problem}
      </p>
      <p className="quiet">Ten codes were shown when you added your first passkey. Each works once.</p>
    </section>
  );
}
