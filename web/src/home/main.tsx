import { mount } from '../page/mount.js';
import { HomePage } from './HomePage.js';

mount(<HomePage />);
