/** What is told of alerts: how many fire in each context, and notices of those that began or ended. */
import type { AsyncDisposable } from '../../../shared/base/disposable.ts';
import type { Event } from '../../../shared/base/event.ts';
import type { ContextAlerts, NoticeItem } from '../../../shared/model/notice.ts';

export interface Notifications extends AsyncDisposable {
  /** Of every context that is connected to rules. */
  counts(): readonly ContextAlerts[];
  readonly onDidChangeCounts: Event<ContextAlerts>;
  /** Notices, grouped, as often as a person can read, and without what is muted; and what a person wants to see of them. */
  readonly onItem: Event<NoticeItem>;
  /** What a person wanted to see and no page has taken yet: the window may have been closed. */
  takeWanted(): readonly NoticeItem[];
}
