/** Addresses as Go's net.SplitHostPort takes them apart: where a port is, and where one could be put. */

/** Whether `address` has no port and would be host and port with one: `node`, `[::1]`; not `node:9100`, `::1`, `a:b:c`. */
export function lacksPort(address: string): boolean {
  return !isHostPort(address) && isHostPort(`${address}:1234`);
}

/** `host:port`, `[host]:port`; either may be empty. A host with colons has to be in brackets. */
function isHostPort(address: string): boolean {
  const colon = address.lastIndexOf(':');
  if (colon === -1) return false;
  if (!address.startsWith('[')) return !/[:[\]]/.test(address.slice(0, colon)) && !/[[\]]/.test(address.slice(colon));
  const close = address.indexOf(']');
  return close !== -1 && close + 1 === colon && !address.includes('[', 1) && !address.includes(']', close + 1);
}
