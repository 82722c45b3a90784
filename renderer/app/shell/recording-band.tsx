/** Of a connected Prometheus of which nobody has said yet whether it is to be recorded: the question, with what yes would mean. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { navigate } from 'wouter/use-browser-location';
import { formatBytes, formatCount } from '../../../shared/format/number.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import type { RecordingRule } from '../../../shared/model/recorder.ts';
import { failureOf } from '../../client/failure-of.ts';
import { useClient } from '../../client/hooks.tsx';
import { Band } from '../../components/band.tsx';
import { Button } from '../../components/button.tsx';
import { contextPath } from '../../state/routing.ts';
import { useEstimate } from '../../state/use-estimate.ts';
import { useRecorder } from '../../state/use-recorder.ts';
import { useNotice } from '../actions.ts';

export function RecordingBand({ context }: { readonly context: ContextId }) {
  const { report } = useRecorder(context);
  const asks = report !== undefined && report.plan.isOn === undefined && report.state.kind !== 'elsewhere';
  return asks ? <Question context={context} rules={report.plan.rules} /> : null;
}

interface QuestionProps {
  readonly context: ContextId;
  /** Those that would be recorded. */
  readonly rules: readonly RecordingRule[];
}

function Question({ context, rules }: QuestionProps) {
  const { t, i18n } = useTranslation('history');
  const { recorder } = useClient();
  const [busy, setBusy] = useState(false);
  const { estimate, problem } = useEstimate(context, rules);
  const answer = async (isOn: boolean) => {
    setBusy(true);
    const failure = await failureOf(recorder.change({ context, isOn }));
    if (failure !== undefined) useNotice.setState({ problem: failure });
    setBusy(false);
  };
  const words = () => {
    if (estimate === undefined) return t(problem === undefined ? 'band.counting' : 'band.uncounted');
    return t('band.estimate', {
      count: estimate.series,
      series: formatCount(estimate.series, i18n.language),
      size: formatBytes(estimate.bytesADay, { locale: i18n.language }),
    });
  };
  return (
    <Band
      tone="plain"
      glyph="idle"
      title={t('band.title')}
      actions={
        <>
          <Button size="small" busy={busy} onClick={() => void answer(true)}>
            {t('band.record')}
          </Button>
          <Button size="small" onClick={() => navigate(contextPath(context, 'history'))}>
            {t('band.choose')}
          </Button>
          <Button size="small" busy={busy} onClick={() => void answer(false)}>
            {t('band.no')}
          </Button>
        </>
      }
    >
      {words()}
    </Band>
  );
}
