/**
 * Node's HTTP without what an import would make of it: it takes each member of a module, and for `WebSocket` among them Node loads its own copy of
 * undici, 760 KB of code (https://nodejs.org/api/http.html#httpwebsocket).
 */
export const { createServer, STATUS_CODES } = process.getBuiltinModule('node:http');
