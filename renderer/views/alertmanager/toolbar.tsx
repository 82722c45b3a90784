/** What stands over every part: which one, what narrows it, a new silence, and how often all is read again. */
import { useTranslation } from 'react-i18next';
import { plainText } from '../../../shared/format/plain-text.ts';
import { Button } from '../../components/button.tsx';
import list from '../../components/list-view.module.css';
import { ChoiceMenu } from '../../components/menu.tsx';
import { RefreshEvery } from '../../components/refresh-every.tsx';
import { SearchField } from '../../components/search-field.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { type AlertmanagerState, alertFilters, longestText, parts } from './alertmanager-state.ts';
import styles from './alertmanager-view.module.css';
import type { ChangeState } from './use-alertmanager-state.ts';
import type { Readings } from './use-reading.ts';

export interface ToolbarProps {
  readonly state: AlertmanagerState;
  readonly change: ChangeState;
  readonly readings: Readings;
  /** Undefined where nothing can be asked. */
  readonly onCreate: (() => void) | undefined;
  readonly onRefresh: (() => void) | undefined;
}

export function Toolbar({ state, change, readings, onCreate, onRefresh }: ToolbarProps) {
  const { t } = useTranslation('alertmanager');
  const isList = state.part !== 'status' && readings.result !== undefined;
  return (
    <div className={list.toolbar} role="toolbar" aria-label={t('toolbar.label')}>
      <Segmented
        label={t('toolbar.part')}
        options={parts.map((value) => ({ value, label: t(`part.${value}`) }))}
        value={state.part}
        onChange={(part) => change({ part, open: undefined })}
      />
      {isList ? (
        <SearchField
          className={list.search}
          label={t(state.part === 'alerts' ? 'toolbar.findAlert' : 'toolbar.findSilence')}
          keyLabel={t('toolbar.findKey')}
          text={state.text}
          onChange={(text) => change({ text: text.slice(0, longestText) })}
        />
      ) : null}
      {isList ? <Filters {...{ state, change, readings }} /> : null}
      <div className={list.end}>
        <Button look="primary" disabled={onCreate === undefined} onClick={onCreate}>
          {t('toolbar.new')}
        </Button>
        <RefreshEvery
          {...{ everyMs: state.refreshMs, nextAtMs: readings.nextAtMs, onRefresh }}
          onChoose={(refreshMs) => change({ refreshMs })}
        />
      </div>
    </div>
  );
}

function Filters({ state, change, readings }: Pick<ToolbarProps, 'state' | 'change' | 'readings'>) {
  const { t } = useTranslation('alertmanager');
  if (state.part === 'silences')
    return (
      <Segmented
        label={t('toolbar.which')}
        options={[
          { value: 'now', label: t('silences.now') },
          { value: 'expired', label: t('silences.withExpired') },
        ]}
        value={state.expired ? 'expired' : 'now'}
        onChange={(which) => change({ expired: which === 'expired' })}
      />
    );
  const receivers = readings.result?.receivers ?? [];
  const shown = state.receiver === undefined ? t('toolbar.anyReceiver') : plainText(state.receiver);
  return (
    <>
      <Segmented
        label={t('toolbar.state')}
        options={alertFilters.map((value) => ({ value, label: t(`filter.${value}`) }))}
        value={state.filter}
        onChange={(filter) => change({ filter })}
      />
      <ChoiceMenu
        label={t('toolbar.receiver', { receiver: shown })}
        button={<span className={styles.menuText}>{shown}</span>}
        choices={[
          { value: '', label: t('toolbar.anyReceiver') },
          ...receivers.map((value) => ({ value, label: plainText(value) })),
        ]}
        value={state.receiver ?? ''}
        onChange={(receiver) => change({ receiver: receiver === '' ? undefined : receiver })}
      />
    </>
  );
}
