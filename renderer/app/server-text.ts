/** A Prometheus that was found and the way to it, in the few words that a readout has room for. */
import type { TFunction } from 'i18next';
import { assertNever } from '../../shared/base/assert-never.ts';
import type { ServerInfo } from '../../shared/model/context.ts';

export interface ServerText {
  /** "port-forward to prometheus-0". */
  readonly reachedBy: string;
  /** "monitoring/prometheus:9090"; undefined where the address says it all. */
  readonly service: string | undefined;
  /** "Prometheus 3.14.0". */
  readonly engine: string;
  /** Everything that is known of it, for the tooltip. */
  readonly whole: string;
}

export function serverText(t: TFunction, server: ServerInfo): ServerText {
  const engine = t(`engine.${server.engine}`, { version: server.version }).trim();
  const service = serviceName(server);
  const reachedBy = wayTo(t, server);
  const path = server.pathPrefix === '' ? undefined : server.pathPrefix;
  return {
    reachedBy,
    service,
    engine,
    whole: joined([service === undefined ? undefined : `${service}${path ?? ''}`, engine, reachedBy]),
  };
}

const joined = (parts: readonly (string | undefined)[]) => parts.filter((part) => part !== undefined).join(' · ');

function serviceName(server: ServerInfo): string | undefined {
  if (server.transport === 'scraped') return undefined;
  return server.transport === 'address' ? server.service : `${server.namespace}/${server.service}:${server.port}`;
}

function wayTo(t: TFunction, server: ServerInfo): string {
  switch (server.transport) {
    case 'port-forward':
      return t('way.portForward', { pod: server.pod });
    case 'proxy':
      return t('way.proxy');
    case 'address':
      return server.url;
    case 'scraped':
      return t('way.scraped');
    default:
      return assertNever(server);
  }
}
