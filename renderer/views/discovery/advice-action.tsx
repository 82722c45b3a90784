/** The button of an advice. */
import { useTranslation } from 'react-i18next';
import { navigate } from 'wouter/use-browser-location';
import type { ContextId } from '../../../shared/model/context.ts';
import { Button, type ButtonProps } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { addressPath } from '../../state/routing.ts';
import type { Advice } from './advice.ts';
import type { AdviceText } from './advice-words.ts';
import { chooseCandidate } from './choices.ts';
import type { Discovery } from './use-discovery.ts';

export interface AdviceActionProps {
  readonly advice: Advice;
  readonly text: AdviceText;
  readonly look: NonNullable<ButtonProps['look']>;
  readonly context: ContextId;
  readonly discovery: Discovery;
  readonly onOptions: (candidate: string) => void;
  readonly onScrape: () => void;
}

export function AdviceAction(props: AdviceActionProps) {
  const { advice, text, look, discovery } = props;
  const { t } = useTranslation('discovery');
  if (text.code !== undefined && advice.kind !== 'consent') {
    return (
      <>
        <CopyButton text={text.code.text} label={text.button} look={look} />
        {text.message === undefined ? null : <CopyButton text={text.message} label={t('ask.copyMessage')} />}
      </>
    );
  }
  return (
    <Button size="small" look={look} busy={discovery.choosing} onClick={() => act(props)}>
      {text.button}
    </Button>
  );
}

function act({ advice, context, discovery, onOptions, onScrape }: AdviceActionProps): void {
  switch (advice.kind) {
    case 'connect':
      discovery.connect();
      break;
    case 'use':
      void discovery.choose(chooseCandidate(advice.candidate, advice.transport, discovery.diagnosis?.choice));
      break;
    case 'forget':
      void discovery.choose(undefined);
      break;
    case 'consent':
      discovery.allow(advice.digest);
      break;
    case 'prefix':
      onOptions(advice.candidate.id);
      break;
    case 'scrape':
      onScrape();
      break;
    case 'fixAddress':
      navigate(addressPath(advice.address));
      break;
    default:
      navigate(addressPath(undefined, context));
  }
}
