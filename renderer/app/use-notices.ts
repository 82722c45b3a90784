/**
 * Notices of alerts. In a browser this page shows them, where its person has let it; the desktop shows its own. Choosing one leads to the alerts of
 * its context, here and there.
 */
import { useEffect } from 'react';
import { navigate } from 'wouter/use-browser-location';
import type { ContextId } from '../../shared/model/context.ts';
import type { AlertNotice } from '../../shared/model/notice.ts';
import { noticeText } from '../../shared/model/notice-text.ts';
import { useLink } from '../client/hooks.tsx';
import { subscribe } from '../client/subscribe.ts';
import { useHost } from '../client/use-host.ts';
import { type Language, resolveLanguage } from '../state/language.ts';
import { contextPath } from '../state/routing.ts';
import { useSettings } from '../state/stores.tsx';

export function useNotices(): void {
  const link = useLink();
  const host = useHost();
  const language = resolveLanguage(useSettings().language, navigator.languages);
  useEffect(() => {
    if (host === undefined) return undefined;
    const following = subscribe(link, (client, options) => client.notifications.watch({}, options), {
      onItem(item) {
        if (item.kind === 'open') openAlerts(item.context);
        else if (host === 'web') show(item.notice, language);
      },
      // Without them everything else is there.
      onFail: () => undefined,
    });
    return () => following.dispose();
  }, [link, host, language]);
}

function openAlerts(context: ContextId): void {
  navigate(contextPath(context, 'alerts'));
}

/** Of several pages on one Binnacle the system shows one: they have one tag. */
function show(notice: AlertNotice, language: Language): void {
  if (!('Notification' in window) || Notification.permission !== 'granted') return;
  const { title, body } = noticeText(notice, language);
  const shown = new Notification(title, { body, tag: notice.id });
  shown.onclick = () => {
    window.focus();
    openAlerts(notice.context);
    shown.close();
  };
}
