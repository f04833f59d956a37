import { describeIssuerError } from '../issuers/describeIssuerError.js';
import { mount } from '../page/mount.js';
import { AccountPage } from './AccountPage.js';

const { search, pathname } = window.location;
const problem = describeIssuerError(search);
window.history.replaceState(null, '', pathname);
mount(<AccountPage problem={problem} />);
