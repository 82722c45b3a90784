import { useTranslation } from 'react-i18next';
import type { ContextSummary } from '../../../shared/model/context.ts';
import { ContextFacts } from './context-facts.tsx';
import { ReadingPage } from './reading-page.tsx';

/** A context that is only looked at: nothing is sent until it is connected. */
export function IdlePage({ context }: { readonly context: ContextSummary }) {
  const { t } = useTranslation();
  const { address, user, server = '' } = context;
  const reading = address === undefined ? t('idle.reading', { user }) : t('idle.readingAddress', { url: server });
  const verdict = address === undefined ? t('idle.verdict') : t('idle.verdictAddress');
  return (
    <ReadingPage verdict={verdict} reading={reading}>
      <ContextFacts context={context} />
    </ReadingPage>
  );
}
