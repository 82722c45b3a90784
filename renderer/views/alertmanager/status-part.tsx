/** What an Alertmanager says of itself: version, since when it runs, with whom it shares its silences, whom it tells, and its configuration. */
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../shared/format/number.ts';
import { plainText } from '../../../shared/format/plain-text.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { Fact, FactRows, FactsStrip } from '../../components/fact-rows.tsx';
import { formatLength, formatMoment } from '../../components/formats.ts';
import { Panel } from '../../components/panel.tsx';
import { Body, Columns } from '../../components/part-body.tsx';
import { useSharedNow } from '../../components/shared-now.tsx';
import { YamlBlock } from '../../components/yaml-block.tsx';
import { useSettings } from '../../state/stores.tsx';
import type { Reading } from './reading.ts';
import styles from './status-part.module.css';

export interface StatusPartProps {
  readonly reading: Reading;
}

export function StatusPart({ reading }: StatusPartProps) {
  const { t } = useTranslation('alertmanager');
  const { status } = reading;
  const words = { nothing: t('status.nothing'), notSaid: t('status.notSaid') };
  return (
    <Body label={t('part.status')}>
      <Strip reading={reading} />
      <Columns>
        <Panel title={t('status.cluster')} note={t('status.peers', { count: status.peers.length })}>
          <FactRows
            words={words}
            rows={[
              { label: t('status.clusterState'), value: status.clusterStatus || undefined },
              { label: t('status.clusterName'), value: status.clusterName, mono: true },
              ...status.peers.map(({ name, address }) => ({ label: plainText(address), value: name, mono: true })),
            ]}
          />
        </Panel>
        <Panel title={t('status.build')}>
          <FactRows
            words={words}
            rows={[
              { label: t('status.version'), value: status.version, mono: true },
              { label: t('status.revision'), value: status.revision, mono: true },
              { label: t('status.branch'), value: status.branch, mono: true },
              { label: t('status.buildUser'), value: status.buildUser, mono: true },
              { label: t('status.buildDate'), value: status.buildDate, mono: true },
              { label: t('status.go'), value: status.goVersion, mono: true },
            ]}
          />
        </Panel>
      </Columns>
      <Receivers reading={reading} />
      <Configuration reading={reading} />
    </Body>
  );
}

function Strip({ reading }: StatusPartProps) {
  const { t, i18n } = useTranslation('alertmanager');
  const { timeZone } = useSettings();
  const nowMs = useSharedNow();
  const { status, alerts, silences, receivers } = reading;
  const { startMs, version, goVersion } = status;
  const active = [...silences.values()].filter(({ state }) => state === 'active').length;
  const number = (count: number) => formatCount(count, i18n.language);
  return (
    <FactsStrip>
      <Fact label={t('status.version')} value={version === '' ? undefined : plainText(version)}>
        {goVersion === '' ? t('status.notSaid') : t('status.builtWith', { go: plainText(goVersion) })}
      </Fact>
      <Fact label={t('status.up')} value={startMs === undefined ? undefined : formatLength(nowMs - startMs)}>
        {startMs === undefined ? t('status.notSaid') : t('status.since', { time: formatMoment(startMs, timeZone) })}
      </Fact>
      <Fact label={t('part.alerts')} value={number(alerts.size)}>
        {t('status.now')}
      </Fact>
      <Fact label={t('part.silences')} value={number(active)}>
        {t('status.hold')}
      </Fact>
      <Fact label={t('status.receivers')} value={number(receivers.length)}>
        {t('status.configured')}
      </Fact>
    </FactsStrip>
  );
}

/** To whom each tells, and of how many alerts now. */
function Receivers({ reading }: StatusPartProps) {
  const { t } = useTranslation('alertmanager');
  const told = new Map<string, Set<string>>();
  for (const { receiver, alerts } of reading.groups)
    told.set(receiver, new Set([...(told.get(receiver) ?? []), ...alerts]));
  return (
    <Panel title={t('status.receivers')} className={styles.panel} note={t('status.receiversNote')}>
      <FactRows
        words={{ nothing: t('status.nothing'), notSaid: t('status.notSaid') }}
        rows={reading.receivers.map((name) => ({
          label: plainText(name),
          value: t('status.told', { count: told.get(name)?.size ?? 0 }),
        }))}
      />
    </Panel>
  );
}

function Configuration({ reading: { status } }: StatusPartProps) {
  const { t, i18n } = useTranslation('alertmanager');
  const { config, configLeftOut } = status;
  return (
    <Panel
      title={t('status.config')}
      className={styles.panel}
      note={t('status.masked')}
      aside={<CopyButton text={config} label={t('status.copyConfig')} look="quiet" />}
    >
      <div className={styles.yaml}>
        <YamlBlock text={config} label={t('status.config')} />
      </div>
      {configLeftOut === 0 ? null : (
        <p className={styles.note}>{t('status.configLeftOut', { n: formatCount(configLeftOut, i18n.language) })}</p>
      )}
    </Panel>
  );
}
