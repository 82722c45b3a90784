/** What a test's proxy writes down of each request to be connected. */

/** One request to be connected. */
export interface ProxyRecord {
  /** As the client named it: `127.0.0.1:6443`, `prometheus.harbor.test:80`. */
  readonly target: string;
  /** '' where none was given. */
  readonly user: string;
  /** `plain`: a request forwarded without a tunnel. */
  readonly how: 'tunnel' | 'plain';
  readonly outcome: 'open' | 'closed' | 'refused' | 'wrongLogin' | 'unreachable';
  readonly bytesUp: number;
  readonly bytesDown: number;
}

/** A record while its connection lives. */
export class OpenRecord implements ProxyRecord {
  readonly target: string;
  readonly user: string;
  readonly how: ProxyRecord['how'];
  outcome: ProxyRecord['outcome'] = 'open';
  bytesUp = 0;
  bytesDown = 0;

  constructor(target: string, user: string, how: ProxyRecord['how']) {
    this.target = target;
    this.user = user;
    this.how = how;
  }

  up(bytes: number): void {
    this.bytesUp += bytes;
  }

  down(bytes: number): void {
    this.bytesDown += bytes;
  }

  fail(outcome: 'refused' | 'wrongLogin' | 'unreachable'): void {
    this.outcome = outcome;
  }

  close(): void {
    if (this.outcome === 'open') this.outcome = 'closed';
  }
}
