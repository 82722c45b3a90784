import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { en } from '../../../renderer/app/i18n/en.ts';
import { ko } from '../../../renderer/app/i18n/ko.ts';
import { choiceText } from '../../../renderer/views/settings/choice-text.ts';
import type { Address, AddressId } from '../../../shared/model/address.ts';
import type { SourceChoice } from '../../../shared/model/source-choice.ts';

const rack: Address = {
  id: 'a' as AddressId,
  name: 'the rack',
  url: 'http://rack:9090',
  headers: [],
  auth: { kind: 'none' },
  insecureSkipTlsVerify: false,
  matchers: '',
};
const service = { kind: 'service', namespace: 'monitoring', service: 'prometheus', port: 9090, matchers: '' } as const;

describe('what was chosen for a cluster, in a line', () => {
  const i18n = i18next.createInstance();
  beforeAll(async () => {
    await i18n.init({ lng: 'en', resources: { en, ko }, interpolation: { escapeValue: false } });
  });
  const say = (choice: SourceChoice, language = 'en') =>
    choiceText(i18n.getFixedT(language, 'settings'), choice, [rack]);

  it('names the service, the way, and what else was set', () => {
    expect([
      say({ ...service, transport: 'auto' }),
      say({ ...service, transport: 'proxy', pathPrefix: '/prom', matchers: 'cluster="eu"' }),
      say({ ...service, transport: 'port-forward', pathPrefix: '' }, 'ko'),
    ]).toEqual([
      'monitoring/prometheus:9090, the first way that answers',
      'monitoring/prometheus:9090, through the API server’s proxy · path /prom · only cluster="eu"',
      'monitoring/prometheus:9090, 포트 포워딩',
    ]);
  });

  it('names the address, or says that it was removed', () => {
    expect([
      say({ kind: 'address', address: rack.id }),
      say({ kind: 'address', address: 'gone' as AddressId }),
    ]).toEqual(['the address the rack', 'an address that was removed']);
  });
});
