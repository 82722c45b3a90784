/**
 * The policy of the page, the same for both hosts. Nothing runs but what was built, by the nonce of its own answer; there is no
 * 'unsafe-…' in it, and no host but the page's own.
 */

/** In the built page, in the place of the nonce: replaced in every answer. */
export const noncePlaceholder = '__CSP_NONCE__';

export interface PagePolicy {
  /** Fresh for every answer: at least 128 random bits, in base64 or base64url. */
  readonly nonce: string;
  /** Where the page may connect to besides its own origin: the web host's WebSocket; nothing in the desktop. */
  readonly connect?: readonly string[];
}

/** For the page's document. */
export function pagePolicy({ nonce, connect = [] }: PagePolicy): string {
  return policy({
    'default-src': ["'none'"],
    // Modules hand their nonce on to what they import, so neither 'self' nor 'strict-dynamic' is needed.
    'script-src': [`'nonce-${nonce}'`],
    'style-src': [`'nonce-${nonce}'`],
    'worker-src': ["'self'"],
    'connect-src': ["'self'", ...connect],
    'font-src': ["'self'"],
    // data: for the marks of the editor's style sheet and what the build inlines; an image runs nothing.
    'img-src': ["'self'", 'data:'],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    'frame-ancestors': ["'none'"],
    'require-trusted-types-for': ["'script'"],
    // The page's one policy (renderer/client/trusted-types.ts): workers of this origin, and texts without markup.
    'trusted-types': ['default'],
  });
}

/** For every other file. A worker lives under the policy of its own script's answer, and imports modules without a nonce. */
export function filePolicy(): string {
  return policy({
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    'frame-ancestors': ["'none'"],
  });
}

function policy(directives: Readonly<Record<string, readonly string[]>>): string {
  return Object.entries(directives)
    .map(([name, values]) => `${name} ${values.join(' ')}`)
    .join('; ');
}

/** Besides the policy, on every answer of a host. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy':
    'camera=(), microphone=(), geolocation=(), display-capture=(), usb=(), serial=(), hid=(), midi=(), payment=(), clipboard-read=()',
};
