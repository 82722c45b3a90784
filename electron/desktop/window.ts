/** The window: sandboxed, at its remembered place, shown when it has something to show, in the colours of the theme from its first frame. */
import { BrowserWindow, nativeTheme, screen } from 'electron';
import { pageUrl } from './app-origin.ts';
import { placeWindow, smallestWindow } from './window-bounds.ts';
import type { WindowMemory } from './window-memory.ts';

/** The design's surface-desk; a test compares them with the page's style sheet. */
const deskColour = { light: '#e9edee', dark: '#0d1418' } as const;

export interface WindowOptions {
  readonly preloadFile: string;
  readonly memory: WindowMemory;
  /** Where the app is not packaged. */
  readonly developerTools: boolean;
}

const currentDesk = () => (nativeTheme.shouldUseDarkColors ? deskColour.dark : deskColour.light);

/** Loads the page; resolves nothing: what fails to load is in the log of the page's host. */
export function openWindow({ preloadFile, memory, developerTools }: WindowOptions): BrowserWindow {
  const place = memory.recall();
  const primary = screen.getPrimaryDisplay().workArea;
  const areas = [primary, ...screen.getAllDisplays().map((display) => display.workArea)];
  const window = new BrowserWindow({
    ...placeWindow(place, areas),
    minWidth: smallestWindow.width,
    minHeight: smallestWindow.height,
    title: 'Binnacle',
    show: false,
    backgroundColor: currentDesk(),
    autoHideMenuBar: true,
    webPreferences: {
      preload: preloadFile,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      // It would fetch dictionaries from the network.
      spellcheck: false,
      // A middle click opens windows, which are denied anyway.
      disableBlinkFeatures: 'Auxclick',
      devTools: developerTools,
    },
  });
  if (place?.maximized === true) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => memory.keep({ ...window.getNormalBounds(), maximized: window.isMaximized() }));
  const repaint = () => window.setBackgroundColor(currentDesk());
  nativeTheme.on('updated', repaint);
  window.once('closed', () => nativeTheme.removeListener('updated', repaint));
  return window;
}

/** @throws what the page failed to load with */
export async function loadPage(window: BrowserWindow): Promise<void> {
  await window.loadURL(pageUrl);
}

export function focusWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
