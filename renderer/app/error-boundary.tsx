/** A bug in a view stops that view and nothing else: it says so, with the program's own words to be reported. */
import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { errorText } from '../../shared/base/errors.ts';
import { Button } from '../components/button.tsx';
import { ServerWords } from '../components/server-words.tsx';
import { ReadingPage } from './pages/reading-page.tsx';

export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { readonly error: unknown }> {
  override state: { readonly error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown): { readonly error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    if (this.state.error === undefined) return this.props.children;
    return <BrokenPage error={this.state.error} onAgain={() => this.setState({ error: undefined })} />;
  }
}

function BrokenPage({ error, onAgain }: { readonly error: unknown; readonly onAgain: () => void }) {
  const { t } = useTranslation();
  const words = error instanceof Error && error.stack !== undefined ? error.stack : errorText(error);
  return (
    <ReadingPage verdict={t('broken.verdict')} reading={t('broken.reading')} glyph="bad" alert>
      <div>
        <Button look="primary" onClick={onAgain}>
          {t('broken.again')}
        </Button>
      </div>
      <ServerWords words={{ whose: 'program', text: words }} />
    </ReadingPage>
  );
}
