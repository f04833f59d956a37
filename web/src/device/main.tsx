import { mount } from '../page/mount.js';
import { DevicePage } from './DevicePage.js';
import { userCodeOf } from './userCodeOf.js';

mount(<DevicePage opened={userCodeOf(new URLSearchParams(window.location.search).get('code') ?? '')} />);
