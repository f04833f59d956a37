import { useEffect, useState, type ReactNode } from 'react';
import type { Answer } from '../http/askGraphql.js';
import { describeRefusal } from '../http/Refusal.js';
import { fetchIssuers, type Issuer } from '../issuers/fetchIssuers.js';
import { IssuerLinks } from '../issuers/IssuerLinks.js';
import { CommunityField } from './CommunityField.js';
import { keepCommunity } from './communityChoice.js';

interface IssuerSectionProps {
  /** The slug of the community that the page was opened for; empty when none was named. */
  readonly opened: string;
  readonly next: string | null;
}

/** Signs in at an issuer that a community trusts: the one the page was opened for, or that somebody names. */
export function IssuerSection({ opened, next }: IssuerSectionProps): ReactNode {
  const [community, setCommunity] = useState(opened);
  const [answer, setAnswer] = useState<Answer<readonly Issuer[]> | null>(null);
  useEffect(() => {
    setAnswer(null);
    if (community === '') return undefined;
    keepCommunity(community, window.sessionStorage);
    let isOver = false;
    void fetchIssuers(community).then((found) => {
      if (!isOver) setAnswer(found);
    });
    return () => {
      isOver = true;
    };
  }, [community]);
  return (
    <section className="panel" aria-labelledby="issuers">
      <h2 id="issuers">With your community’s single sign-on</h2>
      <Offered answer={answer} community={community} next={next} />
      <CommunityField community={community} onChoose={setCommunity} />
    </section>
  );
}

interface OfferedProps {
  readonly answer: Answer<readonly Issuer[]> | null;
  readonly community: string;
  readonly next: string | null;
}

function Offered({ answer, community, next }: OfferedProps): ReactNode {
  if (community === '') return null;
  if (answer === null) return <p role="status">Looking where {community} signs people in…</p>;
  if (answer.outcome !== 'answered')
    return (
      <p role="alert" className="bad">
        {describeRefusal(answer)}
      </p>
    );
  if (answer.data.length === 0)
    return (
      <p role="status">
        “{community}” has no single sign-on. Check the name, which is the one in the community’s addresses.
      </p>
    );
  return <IssuerLinks community={community} issuers={answer.data} next={next} />;
}
