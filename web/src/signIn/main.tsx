import { mount } from '../page/mount.js';
import { localPath } from '../page/localPath.js';
import { describeIssuerError } from '../issuers/describeIssuerError.js';
import { chosenCommunity } from './communityChoice.js';
import { SignInPage } from './SignInPage.js';
import { codeOf } from './codeOf.js';

const { search, origin, pathname } = window.location;
const [code, next] = [codeOf(search), localPath(search, origin)];
const community = chosenCommunity(search, window.sessionStorage);
const problem = describeIssuerError(search);
// The code leaves the address bar at once, and with it the history, screenshots and copied links.
window.history.replaceState(null, '', pathname);
mount(<SignInPage code={code} next={next} community={community} problem={problem} />);
