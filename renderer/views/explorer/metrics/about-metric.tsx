/** What the server says that a metric is: its type, its unit, its help. */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isCancellation } from '../../../../shared/base/errors.ts';
import type { MetricInfo } from '../../../../shared/model/catalog.ts';
import type { ContextId } from '../../../../shared/model/context.ts';
import { useClient } from '../../../client/hooks.tsx';
import styles from './selector-page.module.css';

export interface AboutMetricProps {
  readonly metric: string;
  readonly info: MetricInfo | undefined;
}

export function AboutMetric({ metric, info }: AboutMetricProps) {
  const { t } = useTranslation('metrics');
  return (
    <section className={styles.about}>
      <h3 className={styles.metric}>
        <bdi>{metric}</bdi>
      </h3>
      {info === undefined ? null : (
        <>
          <p className={styles.type}>{[t(`type.${info.type}`), info.unit].filter(Boolean).join(' · ')}</p>
          <p className={styles.help}>
            <bdi>{info.help === '' ? t('noHelp') : info.help}</bdi>
          </p>
        </>
      )}
    </section>
  );
}

/** @param given what is known already, of whatever metric. */
export function useMetricInfo(
  context: ContextId,
  metric: string | undefined,
  given: MetricInfo | undefined,
  live: boolean,
): MetricInfo | undefined {
  const client = useClient();
  const [asked, setAsked] = useState<MetricInfo | undefined>();
  const wanted = given?.name === metric || !live ? undefined : metric;
  useEffect(() => {
    if (wanted === undefined) return undefined;
    const controller = new AbortController();
    client.catalog.describe({ context, names: [wanted] }, { signal: controller.signal }).then(
      ([info]) => setAsked(info),
      (error) => {
        // Without what the metadata says the metric is explored all the same.
        if (!isCancellation(error)) setAsked(undefined);
      },
    );
    return () => controller.abort();
  }, [client, context, wanted]);
  if (given?.name === metric) return given;
  return asked?.name === metric ? asked : undefined;
}
