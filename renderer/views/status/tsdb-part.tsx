/** The TSDB: its head, what in it is most, and its blocks where the server lists them. A metric and a pair lead to the Explorer. */
import { useTranslation } from 'react-i18next';
import { formatBytes, formatCount } from '../../../shared/format/number.ts';
import { plainText } from '../../../shared/format/plain-text.ts';
import type { NamedCount, TsdbHead } from '../../../shared/model/server-status.ts';
import { MiddleText } from '../../charts/middle-text.tsx';
import { Fact, FactsStrip } from '../../components/fact-rows.tsx';
import { formatLength, formatMoment } from '../../components/formats.ts';
import { Panel } from '../../components/panel.tsx';
import { Body, Columns } from '../../components/part-body.tsx';
import { useSettings } from '../../state/stores.tsx';
import { useExplore } from '../../state/use-explore.ts';
import { BlocksPanel } from './blocks-panel.tsx';
import type { PartProps } from './part-props.ts';
import { metricSelector, pairQuery } from './selector-of.ts';
import { ChangePanel } from './tsdb-admin/change-panel.tsx';
import styles from './tsdb-part.module.css';
import { toldOf } from './use-status.ts';

export function TsdbPart({ reading, isRecord }: PartProps) {
  const { t, i18n } = useTranslation('status');
  const tsdb = toldOf(reading, 'tsdb')?.status;
  if (tsdb === undefined) return null;
  const blocks = toldOf(reading, 'blocks')?.status;
  const count = (value: number) => formatCount(value, i18n.language);
  const bytes = (value: number) => formatBytes(value, { locale: i18n.language });
  return (
    <Body label={t('part.tsdb')}>
      <HeadStrip head={tsdb.head} />
      <Columns>
        <Top of="seriesByMetric" rows={tsdb.seriesByMetric} format={count} query={metricSelector} />
        <Top of="seriesByPair" rows={tsdb.seriesByPair} format={count} query={pairQuery} />
        <Top of="valuesByLabel" rows={tsdb.valuesByLabel} format={count} />
        <Top of="bytesByLabel" rows={tsdb.bytesByLabel} format={bytes} />
      </Columns>
      {blocks === undefined ? (
        // Where they could not be read, the note over the view says it.
        reading.answers.get('blocks')?.outcome === 'notServed' ? (
          <Panel title={t('blocks.title')}>
            <p className={styles.none}>{t('blocks.notServed')}</p>
          </Panel>
        ) : null
      ) : (
        <BlocksPanel status={blocks} />
      )}
      {isRecord ? null : <ChangePanel readAtMs={reading.readAtMs} onChanged={reading.refresh} />}
    </Body>
  );
}

function HeadStrip({ head: { series, labelPairs, chunks, minMs, maxMs } }: { readonly head: TsdbHead }) {
  const { t, i18n } = useTranslation('status');
  const { timeZone } = useSettings();
  const count = (value: number | undefined) => (value === undefined ? undefined : formatCount(value, i18n.language));
  const has = minMs !== undefined && maxMs !== undefined && maxMs >= minMs;
  const said = (value: number | undefined, text: string) => (value === undefined ? t('value.notSaid') : text);
  return (
    <FactsStrip>
      <Fact label={t('head.series')} value={count(series)}>
        {said(series, t('head.inHead'))}
      </Fact>
      <Fact label={t('head.chunks')} value={count(chunks)}>
        {said(chunks, t('head.inHead'))}
      </Fact>
      <Fact label={t('head.pairs')} value={count(labelPairs)}>
        {said(labelPairs, t('head.inHead'))}
      </Fact>
      <Fact label={t('head.length')} value={has ? formatLength(maxMs - minMs) : undefined}>
        {has ? t('head.span', { from: formatMoment(minMs, timeZone) }) : t('head.noSamples')}
      </Fact>
    </FactsStrip>
  );
}

interface TopProps {
  readonly of: 'seriesByMetric' | 'seriesByPair' | 'valuesByLabel' | 'bytesByLabel';
  readonly rows: readonly NamedCount[];
  readonly format: (value: number) => string;
  /** What the Explorer is asked for a row; undefined for none. */
  readonly query?: (name: string) => string | undefined;
}

function Top({ of, rows, format, query }: TopProps) {
  const { t } = useTranslation('status');
  const most = Math.max(1, ...rows.map(({ count }) => count));
  const title = t(`top.${of}.title`);
  return (
    <Panel title={title} note={t(`top.${of}.note`)}>
      {rows.length === 0 ? (
        <p className={styles.none}>{t('top.none')}</p>
      ) : (
        <table className={styles.table} aria-label={title}>
          <thead>
            <tr>
              <th scope="col">{t(`top.${of}.name`)}</th>
              <th scope="col">{t(`top.${of}.count`)}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, count }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a server may name the same twice, and the place is what a row is
              <tr key={index}>
                <td>
                  <Name name={name} expr={query?.(name)} />
                </td>
                <td>
                  <span className={styles.count}>
                    <svg className={styles.bar} width="100%" height="6" aria-hidden="true">
                      <rect className={styles.ground} width="100%" height="6" />
                      <rect className={styles.filled} width={`${(count / most) * 100}%`} height="6" />
                    </svg>
                    <span className={styles.number}>{format(count)}</span>
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

function Name({ name, expr }: { readonly name: string; readonly expr: string | undefined }) {
  const { t } = useTranslation('status');
  const explore = useExplore();
  const plain = plainText(name);
  if (expr === undefined)
    return (
      <span className={styles.name}>
        <MiddleText>{plain}</MiddleText>
      </span>
    );
  return (
    <button
      type="button"
      className={styles.open}
      aria-label={t('top.open', { name: plain })}
      onClick={() => explore(expr)}
    >
      <MiddleText>{plain}</MiddleText>
    </button>
  );
}
