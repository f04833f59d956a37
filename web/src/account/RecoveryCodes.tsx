import { useState, type ReactNode } from 'react';
import { describeRefusal } from '../http/Refusal.js';
import { createRecoveryCodes } from './changeAccount.js';
import { needsSignIn } from './needsSignIn.js';
import { SignInAgain, type SigningInAgain } from './SignInAgain.js';

interface RecoveryCodesProps {
  readonly left: number;
  readonly again: SigningInAgain;
  readonly onMade: (codes: readonly string[]) => void;
}

/** How many recovery codes are left, and new ones in place of them. */
export function RecoveryCodes({ left, again, onMade }: RecoveryCodesProps): ReactNode {
  const [isAsking, setAsking] = useState(false);
  const [problem, setProblem] = useState('');
  const [isStale, setStale] = useState(false);
  const make = async (): Promise<void> => {
    setAsking(false);
    const answer = await createRecoveryCodes();
    setStale(needsSignIn(answer));
    setProblem(answer.outcome === 'answered' || needsSignIn(answer) ? '' : describeRefusal(answer));
    if (answer.outcome === 'answered') onMade(answer.data);
  };
  return (
    <section className="panel" aria-labelledby="codes">
      <h2 id="codes">Recovery codes</h2>
      <p>{describeLeft(left)} A recovery code signs you in once when your passkeys are lost.</p>
      {isStale && <SignInAgain {...again} onDone={() => void make()} />}
      {isAsking ? (
        <p>
          The codes you have now will not work any more.{' '}
          <button type="button" className="button" onClick={() => void make()} autoFocus>
            Replace them
          </button>{' '}
          <button type="button" className="link" onClick={() => setAsking(false)}>
            Keep them
          </button>
        </p>
      ) : (
        <p hidden={isStale}>
          <button
            type="button"
            className="button"
            onClick={() => (left === 0 ? void make() : setAsking(true))}
          >
            Make new codes
          </button>
        </p>
      )}
      <p role="alert" className="bad">
        {problem}
      </p>
    </section>
  );
}

/** How many codes are left, in one sentence. */
export function describeLeft(left: number): string {
  if (left === 0) return 'You have none.';
  return left === 1 ? 'You have one left.' : `You have ${left} left.`;
}
