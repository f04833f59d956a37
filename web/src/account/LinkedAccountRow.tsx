import { useState, type ReactNode } from 'react';
import { dateOf } from '../page/dateOf.js';
import { hostOf, type LinkedAccount } from './linkedAccounts.js';

interface LinkedAccountRowProps {
  readonly account: LinkedAccount;
  readonly onUnlink: () => void;
}

/** One linked account. Unlinking it asks once more. */
export function LinkedAccountRow({ account, onUnlink }: LinkedAccountRowProps): ReactNode {
  const [isAsking, setAsking] = useState(false);
  const host = hostOf(account.issuer);
  if (!isAsking)
    return (
      <li>
        <span>
          <strong>{host}</strong>
          <br />
          <span className="quiet">
            linked {dateOf(account.linkedAt)}, last used {dateOf(account.usedAt)}
          </span>
        </span>
        <button type="button" className="link" aria-label={`Unlink ${host}`} onClick={() => setAsking(true)}>
          Unlink
        </button>
      </li>
    );
  const unlink = (): void => {
    setAsking(false);
    onUnlink();
  };
  return (
    <li>
      <span>
        Unlink <strong>{host}</strong>? It will not sign you in any more.
      </span>
      <span className="actions">
        <button type="button" className="button" onClick={unlink} autoFocus>
          Unlink it
        </button>
        <button type="button" className="link" onClick={() => setAsking(false)}>
          Keep it
        </button>
      </span>
    </li>
  );
}
