/** Notifications and the tray. */
import type {
  MenuItemConstructorOptions,
  NativeImage,
  NotificationConstructorOptions,
  Menu as RealMenu,
  Notification as RealNotification,
  Tray as RealTray,
  nativeImage as realNativeImage,
} from 'electron';
import { Events } from './events.ts';

export class Notification extends Events {
  static supported = true;
  /** What is shown now, in order. */
  static readonly shown: Notification[] = [];
  readonly title: string;
  readonly body: string;

  static isSupported(): boolean {
    return Notification.supported;
  }

  constructor({ title = '', body = '' }: NotificationConstructorOptions = {}) {
    super();
    this.title = title;
    this.body = body;
  }

  show(): void {
    Notification.shown.push(this);
  }
}
Notification satisfies Pick<typeof RealNotification, 'isSupported'>;

export class Tray extends Events {
  /** Where the desktop has no place for one. */
  static missing = false;
  static readonly all: Tray[] = [];
  toolTip = '';
  title = '';
  menu: readonly MenuItemConstructorOptions[] = [];
  isGone = false;
  readonly image: { readonly path: string; readonly height: number | undefined };

  constructor(image: NativeImage) {
    super();
    if (Tray.missing) throw new Error('no tray here');
    this.image = image as unknown as Tray['image'];
    Tray.all.push(this);
  }

  setToolTip(text: string): void {
    this.toolTip = text;
  }

  setTitle(text: string): void {
    this.title = text;
  }

  setContextMenu(menu: RealMenu | null): void {
    this.menu = (menu as unknown as { template: readonly MenuItemConstructorOptions[] } | null)?.template ?? [];
  }

  destroy(): void {
    this.isGone = true;
  }
}
Tray.prototype satisfies Pick<RealTray, 'setToolTip' | 'setTitle' | 'setContextMenu' | 'destroy'>;

export const nativeImage = {
  createFromPath: (path: string): NativeImage =>
    ({
      path,
      resize: ({ height }: { readonly height?: number }) => ({ path, height }) as unknown as NativeImage,
    }) as unknown as NativeImage,
} satisfies Partial<typeof realNativeImage>;
