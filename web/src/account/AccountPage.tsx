import { useCallback, useEffect, useState, type ReactNode } from 'react';
import type { Answer } from '../http/askGraphql.js';
import { describeRefusal } from '../http/Refusal.js';
import { Page } from '../page/Page.js';
import { signInAddress } from '../page/signInAddress.js';
import { AddPasskey } from './AddPasskey.js';
import { fetchAccount, type Account } from './fetchAccount.js';
import { LinkedAccounts } from './LinkedAccounts.js';
import { NewCodes } from './NewCodes.js';
import { PasskeyList } from './PasskeyList.js';
import { RecoveryCodes } from './RecoveryCodes.js';
import { SignOut } from './SignOut.js';

interface AccountPageProps {
  /** Why an account at an issuer was not linked. */
  readonly problem: string | null;
  /** Whether it was not because the person signed in too long ago. */
  readonly isStale: boolean;
}

/** Passkeys, linked accounts and recovery codes of whoever is signed in. */
export function AccountPage({ problem, isStale }: AccountPageProps): ReactNode {
  const [answer, setAnswer] = useState<Answer<Account | null> | null>(null);
  const reload = useCallback(() => void fetchAccount().then(setAnswer), []);
  useEffect(reload, [reload]);
  return (
    <Page>
      <h1>Your account</h1>
      {problem !== null && (
        <p role="alert" className="panel bad">
          {problem}
        </p>
      )}
      {answer === null ? (
        <p role="status">Asking who you are…</p>
      ) : (
        <Answered answer={answer} isStale={isStale} onChange={reload} />
      )}
    </Page>
  );
}

interface AnsweredProps {
  readonly isStale: boolean;
  readonly answer: Answer<Account | null>;
  readonly onChange: () => void;
}

function Answered({ answer, isStale, onChange }: AnsweredProps): ReactNode {
  if (answer.outcome !== 'answered')
    return (
      <p role="alert" className="bad">
        {describeRefusal(answer)}
      </p>
    );
  return answer.data === null ? (
    <Stranger />
  ) : (
    <Ways account={answer.data} isStale={isStale} onChange={onChange} />
  );
}

function Stranger(): ReactNode {
  return (
    <p>
      You are not signed in. <a href={signInAddress('/account/')}>Sign in</a> to see your passkeys.
    </p>
  );
}

interface WaysProps {
  readonly account: Account;
  readonly isStale: boolean;
  readonly onChange: () => void;
}

function Ways({ account, isStale, onChange }: WaysProps): ReactNode {
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const { personId, passkeys } = account;
  const again = { personId, hasPasskey: passkeys.length > 0 };
  const show = (made: readonly string[] | null): void => {
    if (made !== null) setCodes(made);
    onChange();
  };
  return (
    <>
      <p>
        You are signed in as <strong>{account.person}</strong>. <SignOut />
      </p>
      {codes !== null && <NewCodes codes={codes} onKept={() => setCodes(null)} />}
      <section className="panel" aria-labelledby="passkeys">
        <h2 id="passkeys">Passkeys</h2>
        <PasskeyList passkeys={passkeys} onChange={onChange} />
        <AddPasskey again={again} onAdded={show} />
      </section>
      <LinkedAccounts community={account.community} again={again} isStale={isStale} />
      <RecoveryCodes left={account.recoveryCodesLeft} again={again} onMade={show} />
    </>
  );
}
