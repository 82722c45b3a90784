/** The URL of an exporter that was typed: that it can be scraped, and the labels of the target that it is. */
import { AppError } from '../../../../shared/base/errors.ts';
import type { Exporter } from '../../../../shared/model/exporter.ts';
import type { Labels } from '../../../../shared/model/labels.ts';
import { isSecretName, withoutSecrets } from '../targets/secret-name.ts';

/** @returns as a URL is written. @throws AppError exporter.badUrl; what is wrong with it never has a password, or a secret parameter, in it */
export function exporterUrl(typed: string): URL {
  const text = typed.trim();
  const bad = (reason: string, address = text) => badUrl(address, reason);
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.canParse(whole) ? new URL(whole) : undefined;
  if (url === undefined || url.hostname === '') throw bad('it is no URL', withoutLogin(text));
  if (url.username !== '' || url.password !== '') {
    throw bad('it has a user or a password in it, which would be kept in plain text', withoutLogin(url.href));
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw bad('it is neither http nor https');
  if (url.hash !== '') throw bad('it has a fragment, which is not sent');
  const names = [...url.searchParams.keys()];
  if (new Set(names).size < names.length) throw bad('it has a parameter twice');
  // As Prometheus: an address alone is asked for its metrics.
  if (url.pathname === '/' && url.search === '') url.pathname = '/metrics';
  return url;
}

/** For one that is typed now. Of settings it is taken: what is kept there is kept already. @throws AppError exporter.badUrl */
export function newExporterUrl(typed: string): URL {
  const url = exporterUrl(typed);
  const secret = [...url.searchParams.keys()].find(isSecretName);
  if (secret === undefined) return url;
  const remedy = 'have it answer this computer without, or put a proxy before it that adds it';
  throw badUrl(
    url.href,
    `its parameter ${JSON.stringify(secret)} is a secret, which would be kept in plain text: ${remedy}`,
  );
}

function badUrl(address: string, reason: string): AppError {
  const url = withoutSecrets(address);
  return new AppError('exporter.badUrl', `The address ${url} cannot be scraped: ${reason}.`, {
    details: { url, reason },
  });
}

function withoutLogin(text: string): string {
  return text.replace(/\/\/[^/?#]*@/, '//').replace(/^[^/?#]*@/, '');
}

/** As discovery gives them. @throws AppError exporter.badUrl */
export function exporterLabels({ name, url: typed, intervalMs }: Exporter): Labels {
  const url = exporterUrl(typed);
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  const labels = [
    ['__address__', `${url.hostname}:${port}`],
    ['__metrics_path__', url.pathname],
    ['__scheme__', url.protocol.slice(0, -1)],
    ...(intervalMs === undefined ? [] : intervalLabels(intervalMs)),
    ...[...url.searchParams].map(([parameter, value]) => [`__param_${parameter}`, value]),
    // The port is said where it was typed.
    ['instance', url.host],
    ...(name === '' ? [] : [['exporter', name]]),
  ];
  return labels.sort(([a = ''], [b = '']) => (a < b ? -1 : a > b ? 1 : 0)).flat();
}

/** A target has as long as until its next scrape, and not longer than others. */
const mostTimeoutMs = 10_000;

function intervalLabels(intervalMs: number): readonly (readonly [string, string])[] {
  return [
    ['__scrape_interval__', `${intervalMs}ms`],
    ['__scrape_timeout__', `${Math.min(mostTimeoutMs, intervalMs)}ms`],
  ];
}
