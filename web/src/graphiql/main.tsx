import 'graphiql/setup-workers/vite';
import 'graphiql/style.css';
import './fullHeight.css';
import { GraphiQL } from 'graphiql';
import { mount } from '../page/mount.js';
import { exampleOperations } from './exampleOperations.js';
import { fetchOperation } from './fetchOperation.js';

mount(<GraphiQL fetcher={fetchOperation} defaultQuery={exampleOperations} />);
