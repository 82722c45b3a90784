import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button.tsx';
import { useContextActions } from '../actions.ts';
import { ReadingPage } from './reading-page.tsx';

/** An address that names no context that is known, or nothing at all. */
export function UnknownPage({ kind }: { readonly kind: 'context' | 'unknown' }) {
  const { t } = useTranslation();
  const { home } = useContextActions();
  const verdict = kind === 'context' ? t('unknownContext.verdict') : t('unknownAddress.verdict');
  const reading = kind === 'context' ? t('unknownContext.reading') : t('unknownAddress.reading');
  return (
    <ReadingPage level={1} verdict={verdict} reading={reading} alert>
      <div>
        <Button look="primary" onClick={home}>
          {t('action.start')}
        </Button>
      </div>
    </ReadingPage>
  );
}
