/** What lies around the windows: menu, screens, theme, power, error boxes. */
import type {
  Dialog,
  Display,
  MenuItemConstructorOptions,
  NativeTheme,
  PowerMonitor,
  Menu as RealMenu,
  Rectangle,
  Screen,
} from 'electron';
import { Events } from './events.ts';

class StandInMenu {
  current: readonly MenuItemConstructorOptions[] | null = null;

  buildFromTemplate(template: readonly unknown[]): RealMenu {
    return { template } as unknown as RealMenu;
  }

  setApplicationMenu(menu: RealMenu | null): void {
    this.current = (menu as unknown as { template: readonly MenuItemConstructorOptions[] } | null)?.template ?? null;
  }
}

export const Menu = new StandInMenu() satisfies Pick<typeof RealMenu, 'buildFromTemplate' | 'setApplicationMenu'>;

class StandInTheme extends Events {
  systemIsDark = false;
  #source: NativeTheme['themeSource'] = 'system';

  get themeSource(): NativeTheme['themeSource'] {
    return this.#source;
  }

  set themeSource(source: NativeTheme['themeSource']) {
    this.#source = source;
    this.fireBare('updated');
  }

  get shouldUseDarkColors(): boolean {
    return this.#source === 'system' ? this.systemIsDark : this.#source === 'dark';
  }
}

export const nativeTheme = new StandInTheme() satisfies Pick<
  NativeTheme,
  'on' | 'removeListener' | 'shouldUseDarkColors' | 'themeSource'
>;

class StandInScreen {
  areas: Rectangle[] = [{ x: 0, y: 25, width: 1920, height: 1055 }];

  getAllDisplays(): Display[] {
    return this.areas.map((workArea, id) => ({ id, workArea }) satisfies Partial<Display> as Display);
  }

  getPrimaryDisplay(): Display {
    const [primary] = this.getAllDisplays();
    if (primary === undefined) throw new Error('no display');
    return primary;
  }
}

export const screen = new StandInScreen() satisfies Pick<Screen, 'getAllDisplays' | 'getPrimaryDisplay'>;

export const powerMonitor = new Events() satisfies Pick<PowerMonitor, 'on'>;

class StandInDialog {
  readonly errors: (readonly [title: string, content: string])[] = [];

  showErrorBox(title: string, content: string): void {
    this.errors.push([title, content]);
  }
}

export const dialog = new StandInDialog() satisfies Pick<Dialog, 'showErrorBox'>;
