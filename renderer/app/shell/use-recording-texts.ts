/** In the status bar: what is recorded of the open context's Prometheus, what can be read from the record, how much all of it is. */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../shared/format/number.ts';
import { formatWithUnit } from '../../../shared/format/unit.ts';
import type { ContextId, ContextSummary } from '../../../shared/model/context.ts';
import type { RecorderReport } from '../../../shared/model/recorder.ts';
import { useLink } from '../../client/hooks.tsx';
import { subscribe } from '../../client/subscribe.ts';
import { isRecordId, recordOf } from '../../state/records-store.ts';
import { useConnection, useConnections, useRecords } from '../../state/stores.tsx';
import { useEstimate } from '../../state/use-estimate.ts';

interface Shown {
  readonly contexts: readonly ContextSummary[];
  readonly selected: ContextSummary | undefined;
}

/** In the order in which they are told. */
export function useRecordingTexts({ contexts, selected }: Shown): readonly string[] {
  const { t, i18n } = useTranslation('record');
  const { sources } = useRecords();
  const connections = useConnections();
  const recording = useRecordedNow(selected);
  const size = (bytes: number) => formatWithUnit(bytes, 'bytes', i18n.language);
  const texts: string[] = [];
  if (recording !== undefined) {
    const { series: count, bytesADay } = recording;
    const said = { count, series: formatCount(count, i18n.language) };
    texts.push(
      bytesADay === undefined
        ? t('footer.recording', said)
        : t('footer.recordingADay', { ...said, size: size(bytesADay) }),
    );
  }
  const readable = contexts.filter(({ id }) => {
    const kind = connections.get(id)?.state.kind;
    return kind !== 'connected' && kind !== 'degraded' && recordOf(sources, id) !== undefined;
  });
  if (readable.length > 0) texts.push(t('footer.readable', { count: readable.length }));
  const bytes = sources.reduce((sum, source) => sum + source.bytes, 0);
  if (bytes > 0) texts.push(t('footer.history', { size: size(bytes) }));
  return texts;
}

interface RecordedNow {
  readonly series: number;
  /** Undefined while it is being counted, and where it cannot be. */
  readonly bytesADay: number | undefined;
}

const noContext = '' as ContextId;

/** Undefined where nothing is: it is not live, nobody said yes, or there is no Prometheus that others run. */
function useRecordedNow(selected: ContextSummary | undefined): RecordedNow | undefined {
  const context = selected?.id ?? noContext;
  const { state } = useConnection(context);
  const isLive = state.kind === 'connected' || state.kind === 'degraded';
  const canRecord = isLive && state.server.transport !== 'scraped' && !isRecordId(context);
  const report = useReport(context, canRecord);
  const isRecording = report?.state.kind === 'recording';
  // Without it, the series alone are told.
  const { estimate } = useEstimate(context, isRecording ? report.plan.rules : undefined);
  if (!isRecording) return undefined;
  const isOn = new Set(report.plan.rules.filter((rule) => rule.isOn).map(({ id }) => id));
  const series = report.rules.filter(({ id }) => isOn.has(id)).reduce((sum, rule) => sum + rule.series, 0);
  return { series, bytesADay: estimate?.bytesADay };
}

function useReport(context: ContextId, active: boolean): RecorderReport | undefined {
  const link = useLink();
  const [report, setReport] = useState<RecorderReport | undefined>();
  useEffect(() => {
    setReport(undefined);
    if (!active) return undefined;
    const following = subscribe(link, (client, options) => client.recorder.watch({ context }, options), {
      onItem: setReport,
      // There is nothing behind it that could be recorded.
      onFail: () => setReport(undefined),
    });
    return () => following.dispose();
  }, [link, context, active]);
  return active ? report : undefined;
}
