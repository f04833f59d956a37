import { useCallback, useEffect, useState, type ReactNode } from 'react';
import { describeRefusal } from '../http/Refusal.js';
import { fetchIssuers, type Issuer } from '../issuers/fetchIssuers.js';
import { IssuerLinks } from '../issuers/IssuerLinks.js';
import { LinkedAccountRow } from './LinkedAccountRow.js';
import { SignInAgain, type SigningInAgain } from './SignInAgain.js';
import { fetchLinkedAccounts, unlinkAccount, type LinkedAccount } from './linkedAccounts.js';

interface LinkedAccountsProps {
  readonly community: string | null;
  readonly again: SigningInAgain;
  /** Whether an account was not linked because the person signed in too long ago. */
  readonly isStale: boolean;
}

/** Accounts at issuers: those that sign the person in, and those of their community that they can link. */
export function LinkedAccounts({ community, again, isStale }: LinkedAccountsProps): ReactNode {
  const [isWaiting, setWaiting] = useState(isStale);
  const [accounts, setAccounts] = useState<readonly LinkedAccount[]>([]);
  const [issuers, setIssuers] = useState<readonly Issuer[]>([]);
  const [problem, setProblem] = useState('');
  const reload = useCallback(async () => {
    const answer = await fetchLinkedAccounts();
    if (answer.outcome === 'answered') setAccounts(answer.data);
    else setProblem(describeRefusal(answer));
  }, []);
  useEffect(() => {
    void reload();
    if (community === null) return;
    // Whoever has just trusted an issuer looks for it here.
    void fetchIssuers(community, 'no-store').then((answer) => {
      if (answer.outcome === 'answered') setIssuers(answer.data);
    });
  }, [community, reload]);
  const unlink = async (id: string): Promise<void> => {
    const answer = await unlinkAccount(id);
    setProblem(answer.outcome === 'answered' ? '' : describeRefusal(answer));
    await reload();
  };
  if (accounts.length === 0 && issuers.length === 0 && problem === '') return null;
  return (
    <section className="panel" aria-labelledby="linked">
      <h2 id="linked">Accounts elsewhere</h2>
      <p>
        An account that you link signs you in as well. Whoever runs that site could then say that somebody is
        you.
      </p>
      {accounts.length > 0 && (
        <ul className="rows">
          {accounts.map((account) => (
            <LinkedAccountRow key={account.id} account={account} onUnlink={() => void unlink(account.id)} />
          ))}
        </ul>
      )}
      {isWaiting && <SignInAgain {...again} onDone={() => setWaiting(false)} />}
      {!isWaiting && community !== null && issuers.length > 0 && (
        <IssuerLinks community={community} issuers={issuers} next="/account/" isLinking />
      )}
      <p role="alert" className="bad">
        {problem}
      </p>
    </section>
  );
}
