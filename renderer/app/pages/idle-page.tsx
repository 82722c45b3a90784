import { useTranslation } from 'react-i18next';
import type { ContextSummary } from '../../../shared/model/context.ts';
import { Button } from '../../components/button.tsx';
import { useChooseSettings } from '../../state/use-choose-settings.ts';
import { ContextFacts } from './context-facts.tsx';
import { ReadingPage } from './reading-page.tsx';

/** A context that is only looked at: nothing is sent until it is connected. */
export function IdlePage({ context }: { readonly context: ContextSummary }) {
  const { t } = useTranslation();
  const choose = useChooseSettings();
  const { address, user, server = '' } = context;
  if (context.isComputer === true) {
    return (
      <ReadingPage verdict={t('idle.verdictComputer')} reading={t('idle.readingComputer')}>
        <p>
          <Button look="primary" onClick={() => void choose({ computer: { record: true } })}>
            {t('idle.record')}
          </Button>
        </p>
      </ReadingPage>
    );
  }
  const reading = address === undefined ? t('idle.reading', { user }) : t('idle.readingAddress', { url: server });
  const verdict = address === undefined ? t('idle.verdict') : t('idle.verdictAddress');
  return (
    <ReadingPage verdict={verdict} reading={reading}>
      <ContextFacts context={context} />
    </ReadingPage>
  );
}
