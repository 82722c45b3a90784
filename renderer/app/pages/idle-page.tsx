import { useTranslation } from 'react-i18next';
import type { ContextSummary } from '../../../shared/model/context.ts';
import { ContextFacts } from './context-facts.tsx';
import { ReadingPage } from './reading-page.tsx';

/** A context that is only looked at: nothing is sent until it is connected. */
export function IdlePage({ context }: { readonly context: ContextSummary }) {
  const { t } = useTranslation();
  return (
    <ReadingPage verdict={t('idle.verdict')} reading={t('idle.reading', { user: context.user })}>
      <ContextFacts context={context} />
    </ReadingPage>
  );
}
