/** Copies a text, and says for two seconds whether it did: a clipboard may refuse. */
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, type ButtonProps } from './button.tsx';

export interface CopyButtonProps {
  /** A function where making the text is work: it is made when it is copied. */
  readonly text: string | (() => string);
  /** What is copied, where "Copy" alone would not say it. */
  readonly label?: string;
  readonly look?: ButtonProps['look'];
}

const shownMs = 2000;

export function CopyButton({ text, label, look = 'plain' }: CopyButtonProps) {
  const { t } = useTranslation();
  const [outcome, setOutcome] = useState<'copied' | 'refused' | undefined>();
  useEffect(() => {
    if (outcome === undefined) return undefined;
    const timer = setTimeout(() => setOutcome(undefined), shownMs);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = () => {
    navigator.clipboard.writeText(typeof text === 'string' ? text : text()).then(
      () => setOutcome('copied'),
      () => setOutcome('refused'),
    );
  };
  const said = { copied: t('action.copied'), refused: t('action.notCopied') };
  return (
    <Button size="small" look={look} onClick={copy}>
      <span aria-live="polite">{outcome === undefined ? (label ?? t('action.copy')) : said[outcome]}</span>
    </Button>
  );
}
