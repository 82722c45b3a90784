/** What concerns the whole page: the link to the backend, settings that cannot be kept, something that could not be done. */
import { useTranslation } from 'react-i18next';
import { useLink, useLinkState } from '../../client/hooks.tsx';
import { Band } from '../../components/band.tsx';
import { Button } from '../../components/button.tsx';
import { useErrorText } from '../../components/error-text.ts';
import { useNow } from '../../components/use-now.ts';
import { useSettingsProblem } from '../../state/stores.tsx';
import { useNotice } from '../actions.ts';
import { secondsLeft } from '../state-text.ts';

export function NoticeBands() {
  const { t } = useTranslation();
  const errorText = useErrorText();
  const link = useLinkState();
  const { retry } = useLink();
  const { problem } = useNotice();
  const settingsProblem = useSettingsProblem();
  const nowMs = useNow(link.kind === 'lost');
  const close = () => useNotice.setState({ problem: undefined });
  const leftMs = link.kind === 'lost' ? link.retryAtMs - nowMs : 0;
  return (
    <div role="status">
      {link.kind === 'lost' ? (
        <Band
          tone="warn"
          glyph="backingOff"
          title={t('band.lost')}
          actions={
            <Button size="small" onClick={() => retry()}>
              {t('action.tryNow')}
            </Button>
          }
        >
          {leftMs <= 0 ? t('band.lostNow') : t('band.lostText', { time: secondsLeft(leftMs) })}
        </Band>
      ) : null}
      {settingsProblem === undefined || link.kind === 'lost' ? null : (
        <Band tone="warn" glyph="degraded" title={errorText(settingsProblem).verdict}>
          {errorText(settingsProblem).advice}
        </Band>
      )}
      {problem === undefined || link.kind === 'lost' ? null : (
        <Band
          tone="bad"
          glyph="bad"
          title={errorText(problem).verdict}
          actions={
            <Button size="small" onClick={close}>
              {t('action.close')}
            </Button>
          }
        >
          {errorText(problem).advice}
        </Band>
      )}
    </div>
  );
}
