/**
 * What no page may do, whatever got into it: leave our origin, open windows, embed web views, ask for permissions, download from
 * elsewhere, or reach the network by itself. Everything is denied; the exceptions stand here, each with its reason.
 */
import { app, type Session, session, type WebContents } from 'electron';
import type { LogSink } from '../backend/ports.ts';
import { appOrigin, isOwnAddress } from './app-origin.ts';

/** The copy buttons: a write, and only from a click. Reading the clipboard stays denied. */
const allowedPermission = 'clipboard-sanitized-write';

/** To be called once, when the app is ready and before the first window. */
export function secureApp(log: LogSink): void {
  const denied = (what: string, fields: Record<string, string> = {}) => log.write('warn', 'security', what, fields);
  secureSession(session.defaultSession, denied);
  app.on('session-created', (created) => secureSession(created, denied));
  app.on('web-contents-created', (_event, contents) => secureContents(contents, denied));
}

type Denied = (what: string, fields?: Record<string, string>) => void;

function secureSession(one: Session, denied: Denied): void {
  one.setPermissionRequestHandler((_contents, permission, answer, details) => {
    const allowed = permission === allowedPermission && details.isMainFrame && isOwnAddress(details.requestingUrl);
    if (!allowed) denied('a permission was denied', { permission });
    answer(allowed);
  });
  one.setPermissionCheckHandler(
    (_contents, permission, origin) => permission === allowedPermission && withoutSlash(origin) === appOrigin,
  );
  one.setDevicePermissionHandler(() => false);
  one.setSpellCheckerEnabled(false);
  one.on('will-download', (event, item) => {
    // What the page made itself to be kept: results, pictures. Electron asks where to, and nothing is written before that.
    if (item.getURL().startsWith(`blob:${appOrigin}/`)) return;
    denied('a download was denied');
    event.preventDefault();
  });
  // The policy of the page says the same; this holds for a page without it too. The developer tools are in no packaged app.
  one.webRequest.onBeforeRequest((details, answer) => {
    const own = isOwnAddress(details.url) || /^(blob|data):/.test(details.url);
    const allowed = own || (!app.isPackaged && details.url.startsWith('devtools://'));
    if (!allowed) denied('a request to the network was denied', { type: details.resourceType });
    answer({ cancel: !allowed });
  });
}

function secureContents(contents: WebContents, denied: Denied): void {
  contents.on('will-frame-navigate', (event) => {
    // The page may load itself again; no frame is ours.
    if (event.isMainFrame && isOwnAddress(event.url)) return;
    denied('a navigation was denied');
    event.preventDefault();
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => {
    denied('a web view was denied');
    event.preventDefault();
  });
  contents.setWindowOpenHandler(() => {
    denied('a window was denied');
    return { action: 'deny' };
  });
  // A page cannot keep the window open: what has to be kept is kept by the backend.
  contents.on('will-prevent-unload', (event) => event.preventDefault());
}

/** Chromium hands an origin over as an address, with a slash at its end. */
function withoutSlash(origin: string): string {
  return origin.replace(/\/$/, '');
}
