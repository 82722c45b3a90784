/** The record has nothing of this: that is another thing than that nothing matched, and it can be recorded from now on. */
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AppErrorData } from '../../../shared/base/errors.ts';
import { failureOf } from '../../client/failure-of.ts';
import { useClient } from '../../client/hooks.tsx';
import { Button } from '../../components/button.tsx';
import { Empty } from '../../components/empty.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { useAsked } from '../../state/asked.tsx';
import type { ReadableRecord } from '../../state/records-store.ts';
import { useConnection } from '../../state/stores.tsx';
import { inSentence } from './in-sentence.ts';

export interface NotRecordedProps {
  readonly metric: string;
  readonly expr: string;
  readonly record: ReadableRecord;
  /** What was perhaps meant. */
  readonly children: ReactNode;
}

export function NotRecorded({ metric, expr, record, children }: NotRecordedProps) {
  const { t } = useTranslation('explorer');
  const { context, name } = useAsked();
  const { state } = useConnection(context);
  const canKeep = record.kind === 'prometheus' && (state.kind === 'connected' || state.kind === 'degraded');
  const said = { name, metric: inSentence(metric) };
  return (
    <Empty title={t('notRecorded.title')} actions={canKeep ? <KeepFromNowOn key={expr} expr={expr} /> : undefined}>
      {record.kind === 'prometheus' ? t('notRecorded.noRule', said) : t('notRecorded.noMetric', said)} {children}
    </Empty>
  );
}

function KeepFromNowOn({ expr }: { readonly expr: string }) {
  const { t } = useTranslation('explorer');
  const { recorder } = useClient();
  const { context } = useAsked();
  const [state, setState] = useState<'open' | 'asking' | 'kept' | AppErrorData>('open');
  const keep = async () => {
    setState('asking');
    setState((await failureOf(recorder.keep({ context, expr }))) ?? 'kept');
  };
  if (state === 'kept') return <p role="status">{t('notRecorded.kept')}</p>;
  return (
    <>
      <Button busy={state === 'asking'} onClick={() => void keep()}>
        {t('notRecorded.keep')}
      </Button>
      {typeof state === 'string' ? null : <ErrorPanel error={state} />}
    </>
  );
}
