/** Whether notices of alerts are shown, what the browser says to that, and of which contexts and rules none are. */
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { plainText } from '../../../shared/format/plain-text.ts';
import type { ContextId } from '../../../shared/model/context.ts';
import { defaultSettings, type Settings } from '../../../shared/model/settings.ts';
import { useHost } from '../../client/use-host.ts';
import { Button } from '../../components/button.tsx';
import { Segmented } from '../../components/segmented.tsx';
import { useContexts, useSettings } from '../../state/stores.tsx';
import { useChange } from './changes.tsx';
import { Row, Rows } from './rows.tsx';
import { Section, Setting } from './setting.tsx';

type Chosen = Settings['notifications'];

export function NotificationsSection() {
  return (
    <Section section="notifications">
      <Notices />
      <Muted />
    </Section>
  );
}

function Notices() {
  const { t } = useTranslation('settings');
  const change = useChange();
  const { notifications } = useSettings();
  const { alerts } = notifications;
  const standard = defaultSettings.notifications.alerts;
  const word = (on: boolean) => (on ? t('on') : t('off'));
  const choose = (next: boolean) => {
    if (next === alerts) return;
    void change(
      'notices',
      { notifications: { ...notifications, alerts: next } },
      t('changed.was', { value: word(alerts) }),
    );
  };
  return (
    <Setting
      id="notices"
      standard={word(standard)}
      onReset={alerts === standard ? undefined : () => choose(standard)}
      note={alerts ? <BrowserNote /> : undefined}
    >
      <Segmented
        label={t('item.notices.name')}
        options={[
          { value: 'on', label: t('on') },
          { value: 'off', label: t('off') },
        ]}
        value={alerts ? 'on' : 'off'}
        onChange={(chosen) => choose(chosen === 'on')}
      />
    </Setting>
  );
}

/** A browser shows none before its person has let this page; the desktop asks nobody. */
function BrowserNote() {
  const { t } = useTranslation('settings');
  const host = useHost();
  const [permission, setPermission] = useState(() => ('Notification' in window ? Notification.permission : 'denied'));
  if (host !== 'web') return null;
  if (permission === 'granted') return t('notices.granted');
  if (permission === 'denied') return t('notices.denied');
  return (
    <>
      {t('notices.ask')}{' '}
      <Button size="small" onClick={() => void Notification.requestPermission().then(setPermission)}>
        {t('notices.allow')}
      </Button>
    </>
  );
}

function Muted() {
  const { t } = useTranslation('settings');
  const change = useChange();
  const { notifications } = useSettings();
  const { snapshot } = useContexts();
  const { mutedContexts, mutedRules } = notifications;
  const named = (id: ContextId) => plainText(snapshot?.contexts.find((context) => context.id === id)?.name ?? id);
  const set = (next: Partial<Chosen>, name: string) =>
    void change('muted', { notifications: { ...notifications, ...next } }, t('changed.removed', { name }));
  return (
    <Setting id="muted">
      <Rows label={t('item.muted.name')} none={t('muted.none')}>
        {[
          ...mutedContexts.map((id) => (
            <MutedRow
              key={`context ${id}`}
              name={named(id)}
              second={t('muted.context')}
              onRemove={() => set({ mutedContexts: mutedContexts.filter((one) => one !== id) }, named(id))}
            />
          )),
          ...mutedRules.map((muted) => (
            <MutedRow
              key={`rule ${muted.context ?? ''} ${muted.rule}`}
              name={plainText(muted.rule)}
              second={
                muted.context === undefined ? t('muted.everywhere') : t('muted.in', { name: named(muted.context) })
              }
              onRemove={() => set({ mutedRules: mutedRules.filter((one) => one !== muted) }, plainText(muted.rule))}
            />
          )),
        ]}
      </Rows>
    </Setting>
  );
}

interface MutedRowProps {
  readonly name: string;
  readonly second: string;
  readonly onRemove: () => void;
}

function MutedRow({ name, second, onRemove }: MutedRowProps) {
  const { t } = useTranslation('settings');
  return (
    <Row
      name={name}
      second={second}
      actions={
        <Button size="small" aria-label={t('muted.tellNamed', { name })} onClick={onRemove}>
          {t('muted.tell')}
        </Button>
      }
    />
  );
}
