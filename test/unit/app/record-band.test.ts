import i18next from 'i18next';
import { createElement } from 'react';
import { initReactI18next } from 'react-i18next';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { en } from '../../../renderer/app/i18n/en.ts';
import { RecordBand } from '../../../renderer/app/record/record-band.tsx';
import { openLink } from '../../../renderer/client/link.ts';
import { applyConnection, createConnectionsStore } from '../../../renderer/state/connections-store.ts';
import type { ReadableRecord } from '../../../renderer/state/records-store.ts';
import { createStores } from '../../../renderer/state/stores.tsx';
import { contract } from '../../../shared/contract/contract.ts';
import type { ConnectionState, ContextId, ContextSummary } from '../../../shared/model/context.ts';
import { defaultSettings } from '../../../shared/model/settings.ts';
import { textInPage } from './text-in-page.tsx';

const id = 'config::harbor' as ContextId;
const context: ContextSummary = {
  ...{ id, name: 'harbor', file: '', server: undefined, cluster: '', user: '', namespace: undefined },
  ...{ auth: 'exec', problem: undefined },
};
const record: ReadableRecord = {
  ...{ source: 'harbor', record: 'record::harbor' as ContextId, kind: 'prometheus', name: 'harbor', version: '3.14.0' },
  ...{ contexts: [id], series: 1, bytes: 1, firstMs: 0, lastMs: 1, isWritten: false },
};
const away = { code: 'api.busy', message: '', details: { server: 's', status: 429 }, retryable: true } as const;

describe('the band over a record', () => {
  const i18n = i18next.createInstance();
  beforeAll(async () => {
    const texts = { lng: 'en', resources: { en }, defaultNS: 'app', interpolation: { escapeValue: false } };
    await i18n.use(initReactI18next).init(texts);
  });
  const noBackend = new Promise<never>(() => undefined);
  const link = openLink(contract, () => noBackend, { now: Date.now, random: () => 1, onMalformed: () => undefined });
  afterAll(() => link.dispose());

  /** What stands in it after those. */
  function textAfter(...states: readonly ConnectionState[]): string {
    const connections = createConnectionsStore();
    for (const state of states) applyConnection(connections, { context: id, state }, Date.now(), true);
    // React asks a page that is written at once for the beginning of a store.
    const stores = { ...createStores(defaultSettings), connections: createStore(() => connections.getState()) };
    return textInPage(createElement(RecordBand, { context, record, isChosen: false }), { link, stores });
  }

  it('can have a try by itself given up, which is still told as the failure before it', () => {
    // Long ago: what the page takes for now is up to a second old.
    const waiting: ConnectionState = { kind: 'backingOff', untilMs: Date.now() - 60_000, why: away };
    const before = textAfter(waiting);
    expect(before).toMatch(/status 429\. .* Try now/);
    const trying = textAfter(waiting, { kind: 'authenticating' });
    expect(trying).toBe(before.replace('Try now', 'Cancel'));
  });
});
