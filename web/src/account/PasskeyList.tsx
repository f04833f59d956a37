import { useState, type ReactNode } from 'react';
import type { Answer } from '../http/askGraphql.js';
import { describeRefusal } from '../http/Refusal.js';
import { removePasskey, renamePasskey } from './changeAccount.js';
import type { Passkey } from './fetchAccount.js';
import { PasskeyRow } from './PasskeyRow.js';

interface PasskeyListProps {
  readonly passkeys: readonly Passkey[];
  readonly onChange: () => void;
}

/** The passkeys of an account, each with what can be done to it. */
export function PasskeyList({ passkeys, onChange }: PasskeyListProps): ReactNode {
  const [problem, setProblem] = useState('');
  const settle = async (change: Promise<Answer<unknown>>): Promise<void> => {
    const answer = await change;
    setProblem(answer.outcome === 'answered' ? '' : describeRefusal(answer));
    if (answer.outcome === 'answered') onChange();
  };
  if (passkeys.length === 0)
    return (
      <p>
        You have none yet. A passkey signs you in with your fingerprint, face or PIN: there is nothing to
        remember, and nothing that other sites could steal.
      </p>
    );
  return (
    <>
      <ul className="rows">
        {passkeys.map((passkey) => (
          <PasskeyRow
            key={passkey.id}
            passkey={passkey}
            onRename={(name) => void settle(renamePasskey(passkey.id, name))}
            onRemove={() => void settle(removePasskey(passkey.id))}
          />
        ))}
      </ul>
      <p role="alert" className="bad">
        {problem}
      </p>
    </>
  );
}
