/** BrowserWindow: remembers its options and what was done to it. */
import type { BrowserWindowConstructorOptions, BrowserWindow as Real, Rectangle } from 'electron';
import { app } from './app.ts';
import { createContents } from './contents.ts';
import { Events } from './events.ts';

class StandInWindow extends Events {
  static readonly all: StandInWindow[] = [];

  readonly options: BrowserWindowConstructorOptions;
  readonly webContents = createContents();
  readonly calls: string[] = [];
  bounds: Rectangle;
  maximized = false;
  minimized = false;
  destroyed = false;
  backgroundColor: string | undefined;
  /** The last load, failed or not, has come to its end. */
  loaded: Promise<unknown> = Promise.resolve();

  constructor(options: BrowserWindowConstructorOptions = {}) {
    super();
    this.options = options;
    this.backgroundColor = options.backgroundColor;
    const { x = 0, y = 0, width = 800, height = 600 } = options;
    this.bounds = { x, y, width, height };
    StandInWindow.all.push(this);
    app.windows.add(this);
    app.fire('web-contents-created', {}, this.webContents);
  }

  async loadURL(url: string): Promise<void> {
    this.calls.push(`loadURL ${url}`);
    const loading = this.webContents.load(url).then(() => this.fireBare('ready-to-show'));
    this.loaded = loading.catch(() => undefined);
    await loading;
  }

  show(): void {
    this.calls.push('show');
  }

  focus(): void {
    this.calls.push('focus');
  }

  restore(): void {
    this.calls.push('restore');
    this.minimized = false;
  }

  maximize(): void {
    this.maximized = true;
  }

  isMaximized(): boolean {
    return this.maximized;
  }

  isMinimized(): boolean {
    return this.minimized;
  }

  getNormalBounds(): Rectangle {
    return this.bounds;
  }

  setBackgroundColor(colour: string): void {
    this.backgroundColor = colour;
  }

  /** @returns whether it has closed; the real one returns nothing. */
  close(): boolean {
    if (this.destroyed) return true;
    if (this.fire('close').defaultPrevented) return false;
    this.destroyed = true;
    this.webContents.fireBare('destroyed');
    this.fireBare('closed');
    app.windowClosed(this);
    return true;
  }
}

/** The real type has far more; these are what the host calls. */
export const BrowserWindow = StandInWindow satisfies new (
  options?: BrowserWindowConstructorOptions,
) => Pick<
  Real,
  | 'close'
  | 'focus'
  | 'getNormalBounds'
  | 'isMaximized'
  | 'isMinimized'
  | 'loadURL'
  | 'maximize'
  | 'on'
  | 'once'
  | 'restore'
  | 'setBackgroundColor'
  | 'show'
>;
