/**
 * Notices of alerts as the system shows them, and how many fire: on the dock or the task bar where it has such a number, and in the tray. What the
 * system does not have is left out, once said in the log.
 */
import { app, Menu, Notification, nativeImage, Tray } from 'electron';
import type { Disposable } from '../../shared/base/disposable.ts';
import { errorText } from '../../shared/base/errors.ts';
import { Emitter, type Event } from '../../shared/base/event.ts';
import type { ContextId } from '../../shared/model/context.ts';
import type { AlertNotice } from '../../shared/model/notice.ts';
import { type NoticeLanguage, noticeText } from '../../shared/model/notice-text.ts';
import type { LogSink, Notifier } from '../backend/ports.ts';
import { trayTexts } from './menu-texts.ts';

export interface DesktopNotifier extends Notifier, Disposable {
  /** The window is wanted. */
  readonly onShow: Event<void>;
}

export interface DesktopNotifierOptions {
  readonly iconFile: string;
  readonly language: () => NoticeLanguage;
  readonly log: LogSink;
}

/** What nobody keeps is collected, and its click with it; those who stay in the system's list longer than that are old news. */
const mostKept = 20;

/** To be called when the app is ready. */
export function createDesktopNotifier({ iconFile, language, log }: DesktopNotifierOptions): DesktopNotifier {
  const opened = new Emitter<ContextId>();
  const wanted = new Emitter<void>();
  const kept = new Set<Notification>();
  const tray = openTray(iconFile, log);
  const tell = (firing: number) => {
    if (tray !== undefined) tellTray(tray, firing, language(), () => wanted.fire());
  };
  tray?.on('click', () => wanted.fire());
  tell(0);
  if (!Notification.isSupported()) log.write('warn', 'notifier', 'the system shows no notifications');

  function show(notice: AlertNotice): void {
    if (!Notification.isSupported()) return;
    const one = new Notification({ ...noticeText(notice, language()) });
    const forget = () => kept.delete(one);
    one.on('click', () => {
      forget();
      wanted.fire();
      opened.fire(notice.context);
    });
    one.on('close', forget);
    one.on('failed', (_event, reason) => {
      forget();
      log.write('warn', 'notifier', 'a notification was not shown', { reason });
    });
    kept.add(one);
    const [oldest] = kept;
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
    one.show();
  }

  return {
    onOpen: opened.event,
    onShow: wanted.event,
    show(notice) {
      try {
        show(notice);
      } catch (error) {
        log.write('warn', 'notifier', 'a notification was not shown', { reason: errorText(error) });
      }
    },
    count(firing) {
      app.setBadgeCount(firing);
      tell(firing);
    },
    dispose() {
      tray?.destroy();
      opened.dispose();
      wanted.dispose();
    },
  };
}

/** Undefined where the desktop has no place for one. */
function openTray(iconFile: string, log: LogSink): Tray | undefined {
  try {
    return new Tray(nativeImage.createFromPath(iconFile).resize({ height: trayHeight }));
  } catch (error) {
    log.write('warn', 'notifier', 'there is no tray', { reason: errorText(error) });
    return undefined;
  }
}

/** Of the bar of macOS, and of most others: 22 points with their margins. */
const trayHeight = 18;

function tellTray(tray: Tray, firing: number, language: NoticeLanguage, show: () => void): void {
  const texts = trayTexts[language];
  tray.setToolTip(firing === 0 ? texts.none : texts.firing(firing));
  // Where a tray has a text beside its picture.
  if (process.platform === 'darwin') tray.setTitle(firing === 0 ? '' : ` ${firing}`);
  tray.setContextMenu(
    Menu.buildFromTemplate([
      { label: firing === 0 ? texts.none : texts.firing(firing), enabled: false },
      { type: 'separator' },
      { label: texts.show, click: show },
      { label: texts.quit, role: 'quit' },
    ]),
  );
}
