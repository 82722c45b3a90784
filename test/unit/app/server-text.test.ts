import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { en } from '../../../renderer/app/i18n/en.ts';
import { ko } from '../../../renderer/app/i18n/ko.ts';
import { serverText } from '../../../renderer/app/server-text.ts';
import type { ServerInfo } from '../../../shared/model/context.ts';

const found = {
  namespace: 'monitoring',
  service: 'prometheus',
  port: 9090,
  version: '3.14.0',
  pathPrefix: '',
} as const;

describe('a server in the readouts', () => {
  const i18n = i18next.createInstance();
  beforeAll(async () => {
    await i18n.init({ lng: 'en', resources: { en, ko }, defaultNS: 'app', interpolation: { escapeValue: false } });
  });
  const say = (server: ServerInfo, language = 'en') => serverText(i18n.getFixedT(language), server);

  it('is reached by a port-forward to its pod, in both languages', () => {
    const server: ServerInfo = { ...found, transport: 'port-forward', pod: 'prometheus-0', engine: 'prometheus' };
    expect([say(server), say(server, 'ko').reachedBy]).toEqual([
      {
        reachedBy: 'port-forward to prometheus-0',
        service: 'monitoring/prometheus:9090',
        engine: 'Prometheus 3.14.0',
        whole: 'monitoring/prometheus:9090 · Prometheus 3.14.0 · port-forward to prometheus-0',
      },
      'prometheus-0 파드로 포트 포워딩',
    ]);
  });

  it('is reached through the proxy, with the path of its API', () => {
    expect(
      say({ ...found, transport: 'proxy', engine: 'victoriametrics', pathPrefix: '/select/0/prometheus' }),
    ).toEqual({
      reachedBy: 'API server’s proxy',
      service: 'monitoring/prometheus:9090',
      engine: 'VictoriaMetrics 3.14.0',
      whole: 'monitoring/prometheus:9090/select/0/prometheus · VictoriaMetrics 3.14.0 · API server’s proxy',
    });
  });

  it('is reached at its address, without a service where there is none, and without a version where it tells none', () => {
    const url = 'https://thanos.example:10902';
    const server: ServerInfo = {
      transport: 'address',
      url,
      service: undefined,
      version: '',
      engine: 'thanos',
      pathPrefix: '',
    };
    expect(say(server)).toEqual({ reachedBy: url, service: undefined, engine: 'Thanos', whole: `Thanos · ${url}` });
  });
});
