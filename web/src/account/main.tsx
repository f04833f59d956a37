import { mount } from '../page/mount.js';
import { AccountPage } from './AccountPage.js';

mount(<AccountPage />);
