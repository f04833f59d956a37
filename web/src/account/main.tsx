import { describeIssuerError } from '../issuers/describeIssuerError.js';
import { mount } from '../page/mount.js';
import { AccountPage } from './AccountPage.js';

const { search, pathname } = window.location;
const isStale = new URLSearchParams(search).get('error') === 'FRESH_SIGN_IN_REQUIRED';
const problem = isStale ? null : describeIssuerError(search);
window.history.replaceState(null, '', pathname);
mount(<AccountPage problem={problem} isStale={isStale} />);
