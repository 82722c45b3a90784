import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ContextId } from '../../../shared/model/context.ts';
import type { AlertNotice } from '../../../shared/model/notice.ts';
import { freshElectron, type StandIn, startApp } from './start-app.ts';

const nobody = { count: 0, rules: [], moreRules: 0, text: '' };
const notice = (name: string): AlertNotice => ({
  ...{ id: name, context: 'harbor' as ContextId, contextName: 'harbor', atMs: 0, ended: nobody },
  began: { count: 1, rules: [{ name, count: 1 }], moreRules: 0, text: `${name} is wrong` },
});

async function begin(prepare: (electron: StandIn) => void = () => undefined) {
  const electron = await freshElectron();
  prepare(electron);
  const { createDesktopNotifier } = await import('../../../electron/desktop/notifier.ts');
  const logged: string[] = [];
  const log = { write: (_level: string, _scope: string, message: string) => void logged.push(message) };
  const notifier = createDesktopNotifier({ iconFile: '/page/tray.png', language: () => 'en', log });
  onTestFinished(() => notifier.dispose());
  return { electron, notifier, logged };
}

describe('the notices of the desktop', () => {
  it('are the system’s, and a click brings the window and leads to the alerts of their context', async () => {
    const { electron, notifier } = await begin();
    const happened: string[] = [];
    notifier.onShow(() => happened.push('show'));
    notifier.onOpen((context) => happened.push(context));
    notifier.show(notice('Down'));
    const [shown] = electron.Notification.shown;
    expect([shown?.title, shown?.body]).toEqual(['harbor: Down firing', 'Down is wrong']);
    shown?.fireBare('click');
    expect(happened).toEqual(['show', 'harbor']);
  });

  it('are not where the system shows none, which is said once', async () => {
    const { electron, notifier, logged } = await begin((fresh) => {
      fresh.Notification.supported = false;
    });
    notifier.show(notice('Down'));
    expect([electron.Notification.shown, logged]).toEqual([[], ['the system shows no notifications']]);
  });

  it('that the system refuses are said in the log', async () => {
    const { electron, notifier, logged } = await begin();
    notifier.show(notice('Down'));
    electron.Notification.shown[0]?.fireBare('failed', {}, 'not allowed');
    expect(logged).toEqual(['a notification was not shown']);
  });

  it('are counted on the badge and in the tray, whose menu shows the window', async () => {
    const { electron, notifier } = await begin();
    const [tray] = electron.Tray.all;
    expect([tray?.image, tray?.toolTip]).toEqual([
      { path: '/page/tray.png', height: 18 },
      'Binnacle: no alert is firing',
    ]);
    notifier.count(3);
    expect([electron.app.badgeCount, tray?.toolTip]).toEqual([3, 'Binnacle: 3 alerts are firing']);
    const shows: string[] = [];
    notifier.onShow(() => shows.push('show'));
    tray?.fireBare('click');
    (tray?.menu.find(({ label }) => label === 'Show Binnacle')?.click as (() => void) | undefined)?.();
    expect(shows).toEqual(['show', 'show']);
    notifier.dispose();
    expect(tray?.isGone).toBe(true);
  });

  it('do without a tray where the desktop has none', async () => {
    const { electron, notifier, logged } = await begin((fresh) => {
      fresh.Tray.missing = true;
    });
    notifier.count(1);
    expect([electron.app.badgeCount, logged]).toEqual([1, ['there is no tray']]);
  });

  it('show a window that was closed', async () => {
    const { electron, window } = await startApp();
    const platform = vi.spyOn(process, 'platform', 'get').mockReturnValue('darwin');
    window().close();
    platform.mockRestore();
    electron.Tray.all.at(-1)?.fireBare('click');
    expect([electron.BrowserWindow.all.length, electron.app.exitCode]).toEqual([2, undefined]);
  });
});
