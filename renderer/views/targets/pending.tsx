/** A question that has no answer yet: since when it is asked, or why there is none. */
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { ErrorPanel } from '../../components/error-panel.tsx';
import { Waiting } from '../../components/waiting.tsx';
import type { Answer } from './use-answer.ts';

export interface PendingProps {
  readonly answer: Pick<Answer<unknown>, 'error' | 'startedAtMs' | 'again'>;
}

export function Pending({ answer: { error, startedAtMs, again } }: PendingProps) {
  const { t } = useTranslation();
  const { t: ours } = useTranslation('targets');
  if (error !== undefined)
    return <ErrorPanel error={error} actions={<Button onClick={again}>{t('action.tryAgain')}</Button>} />;
  if (startedAtMs === undefined) return null;
  const asking = ours('found.asking');
  return <Waiting sinceMs={startedAtMs} label={asking} text={(time) => `${asking} ${time}`} />;
}
