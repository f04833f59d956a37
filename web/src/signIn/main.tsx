import { mount } from '../page/mount.js';
import { SignInPage } from './SignInPage.js';
import { codeOf } from './codeOf.js';

const code = codeOf(window.location.search);
// The code leaves the address bar at once, and with it the history, screenshots and copied links.
window.history.replaceState(null, '', window.location.pathname);
mount(<SignInPage code={code} />);
