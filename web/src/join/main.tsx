import { mount } from '../page/mount.js';
import { codeOf } from '../signIn/codeOf.js';
import { JoinPage } from './JoinPage.js';

const code = codeOf(window.location.hash.slice(1));
// The code leaves the address bar at once, and with it the history, screenshots and copied links.
window.history.replaceState(null, '', window.location.pathname);
mount(<JoinPage code={code} />);
