import { z } from 'zod';
import type { ContextAlerts, NoticeItem } from '../model/notice.ts';
import { stream } from './define.ts';

/** What is told of alerts of the connected contexts while nobody looks at them. */
export const notificationsDomain = {
  /** How many fire, of each context; then what changes. */
  counts: stream<ContextAlerts>()(z.strictObject({})),
  /** From now on. A notice that nobody listens for is shown by the desktop alone. */
  watch: stream<NoticeItem>()(z.strictObject({})),
};
