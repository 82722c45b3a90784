/**
 * undici's dispatchers without the rest of it. Its index loads `fetch`, `WebSocket`, caches and mocks as well: 250 KB of code, run as each process
 * begins, for what nobody here asks for.
 */
import request from 'undici/lib/api/api-request.js';
import Client from 'undici/lib/dispatcher/client.js';
import Dispatcher from 'undici/lib/dispatcher/dispatcher.js';
import Pool from 'undici/lib/dispatcher/pool.js';

// As the index does it.
Object.assign(Dispatcher.prototype, { request });

export { Client, Dispatcher, Pool };
