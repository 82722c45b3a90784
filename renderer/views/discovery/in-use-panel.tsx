/** The Prometheus in use, the way to it, and the choice that is remembered for its cluster. */
import type { TFunction } from 'i18next';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { navigate } from 'wouter/use-browser-location';
import { formatSpan } from '../../../shared/format/duration.ts';
import type { Address } from '../../../shared/model/address.ts';
import type { ConnectionState, ContextSummary } from '../../../shared/model/context.ts';
import type { DiagnosisCandidate } from '../../../shared/model/diagnosis.ts';
import type { SourceChoice } from '../../../shared/model/source-choice.ts';
import { Button } from '../../components/button.tsx';
import { Panel } from '../../components/panel.tsx';
import { addressPath } from '../../state/routing.ts';
import { useSettings } from '../../state/stores.tsx';
import styles from './in-use-panel.module.css';
import { plainText } from './plain-text.ts';
import type { Discovery } from './use-discovery.ts';

export interface InUsePanelProps {
  readonly state: Extract<ConnectionState, { kind: 'connected' | 'degraded' }>;
  readonly context: ContextSummary;
  /** The candidate in use, where the diagnosis has it. */
  readonly candidate: DiagnosisCandidate | undefined;
  readonly choice: SourceChoice | undefined;
  readonly discovery: Discovery;
  readonly onOptions: (candidate: string) => void;
}

type Fact = readonly [label: string, value: ReactNode];

export function InUsePanel({ state, context, candidate, choice, discovery, onOptions }: InUsePanelProps) {
  const { t } = useTranslation('discovery');
  const { addresses } = useSettings();
  const inCluster = context.address === undefined;
  const facts = [...serverFacts(t, state), ...(inCluster ? choiceFacts(t, choice, addresses) : [])];
  return (
    <Panel title={t('inUse.title')}>
      <dl className={styles.facts}>
        {facts.map(([label, value]) => (
          <div key={label} className={styles.fact}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {inCluster ? (
        <div className={styles.actions}>
          {candidate === undefined ? null : (
            <Button size="small" busy={discovery.choosing} onClick={() => onOptions(candidate.id)}>
              {t('inUse.change')}
            </Button>
          )}
          {choice?.kind === 'scrape' ? null : choice?.kind === 'address' ? (
            <Button size="small" onClick={() => navigate(addressPath(choice.address))}>
              {t('action.editAddress')}
            </Button>
          ) : (
            <Button size="small" onClick={() => navigate(addressPath(undefined, context.id))}>
              {t('enter.button')}
            </Button>
          )}
          {choice === undefined ? null : (
            <Button size="small" busy={discovery.choosing} onClick={() => void discovery.choose(undefined)}>
              {t('inUse.forget')}
            </Button>
          )}
        </div>
      ) : null}
      {inCluster && choice !== undefined ? <p className={styles.hint}>{t('inUse.forgetHint')}</p> : null}
    </Panel>
  );
}

function serverFacts(t: TFunction<'discovery'>, state: InUsePanelProps['state']): readonly Fact[] {
  const { server } = state;
  const { engine, version, transport, pathPrefix } = server;
  if (server.transport === 'scraped') {
    const every = formatSpan(server.everyMs);
    return [
      [t('inUse.way'), t(`transport.${transport}`)],
      [t('inUse.every'), every],
    ];
  }
  const place: readonly Fact[] =
    server.transport === 'address'
      ? [[t('inUse.url'), plainText(server.url)]]
      : [[t('candidates.service'), `${server.namespace}/${server.service}:${server.port}`]];
  return [
    ...place,
    ...(server.transport === 'port-forward' ? [[t('inUse.pod'), server.pod] as const] : []),
    [t('inUse.server'), plainText(`${t(`engine.${engine}`)} ${version}`)],
    [t('inUse.way'), t(`transport.${transport}`)],
    [t('inUse.prefix'), pathPrefix === '' ? t('inUse.noPrefix') : <code key="prefix">{plainText(pathPrefix)}</code>],
    ...(state.kind === 'connected' ? [[t('inUse.answer'), formatSpan(state.answerMs)] as const] : []),
  ];
}

function choiceFacts(
  t: TFunction<'discovery'>,
  choice: SourceChoice | undefined,
  addresses: readonly Address[],
): readonly Fact[] {
  if (choice === undefined) return [[t('inUse.choice'), t('inUse.automatic')]];
  if (choice.kind === 'address') {
    const name = addresses.find(({ id }) => id === choice.address)?.name ?? choice.address;
    return [[t('inUse.choice'), plainText(name)]];
  }
  if (choice.kind === 'scrape') return [[t('inUse.choice'), t('inUse.scrape')]];
  const { namespace, service, transport, matchers } = choice;
  return [
    [t('inUse.choice'), `${namespace}/${service}, ${t(`transport.${transport}`)}`],
    ...(matchers === '' ? [] : [[t('inUse.matchers'), <code key="matchers">{plainText(matchers)}</code>] as const]),
  ];
}
