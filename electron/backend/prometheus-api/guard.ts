/** Who may ask: programs of this machine that name it as it is named here, and know the token. */
import type { IncomingMessage } from 'node:http';
import { sameText } from '../base/same-text.ts';

export interface Refusal {
  readonly status: number;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Guard {
  /** Of the head alone; undefined where the request may be answered. */
  refusalOf(request: IncomingMessage): Refusal | undefined;
}

/** @param token undefined: whoever is on this machine may ask */
export function createGuard(port: number, token: string | undefined): Guard {
  // A client leaves the port out where it is HTTP's own.
  const suffix = port === 80 ? '' : `:${port}`;
  const ownHosts = new Set([`127.0.0.1${suffix}`, `localhost${suffix}`]);
  return {
    refusalOf({ headers }) {
      const host = (headers.host ?? '').toLowerCase();
      // A name that was made to lead here (DNS rebinding) is another's.
      if (!ownHosts.has(host)) return { status: 421, text: 'Misdirected Request' };
      // A page cannot read an answer from here, since nothing allows it to: there is no use in working for it.
      if (headers.origin !== undefined && headers.origin !== `http://${host}`)
        return { status: 403, text: 'Forbidden' };
      if (token === undefined || hasToken(headers.authorization ?? '', token)) return undefined;
      return unauthorized;
    },
  };
}

const unauthorized: Refusal = {
  status: 401,
  text: 'Unauthorized: send the token as "Authorization: Bearer TOKEN", or as the password of Basic authentication (any user)',
  headers: { 'WWW-Authenticate': 'Bearer realm="Binnacle", Basic realm="Binnacle"' },
};

function hasToken(authorization: string, token: string): boolean {
  const [, scheme = '', given = ''] = /^(Bearer|Basic) +(\S+)$/i.exec(authorization) ?? [];
  if (scheme === '') return false;
  return sameText(scheme.toLowerCase() === 'basic' ? passwordOf(given) : given, token);
}

/** @param credentials base64 of USER:PASSWORD, where the user's name has no colon @returns '', which no token is, where there is none */
function passwordOf(credentials: string): string {
  const text = Buffer.from(credentials, 'base64').toString();
  const at = text.indexOf(':');
  return at === -1 ? '' : text.slice(at + 1);
}
