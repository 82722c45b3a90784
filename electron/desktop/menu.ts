/** The application's menu: the standard roles, which bring the keys for copy, paste, zoom and quit, in the user's language. */
import { Menu, type MenuItemConstructorOptions } from 'electron';
import { type MenuLanguage, menuTexts } from './menu-texts.ts';

export interface MenuOptions {
  readonly language: MenuLanguage;
  readonly mac: boolean;
  readonly developerTools: boolean;
}

export function setMenu(options: MenuOptions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(options)));
}

type Item = MenuItemConstructorOptions;
const separator: Item = { type: 'separator' };

function menuTemplate({ language, mac, developerTools }: MenuOptions): Item[] {
  const texts = menuTexts[language];
  const item = (role: keyof typeof texts.items): Item => ({ role, label: texts.items[role] });
  const application: Item = {
    label: 'Binnacle',
    submenu: [item('about'), separator, item('hide'), item('hideOthers'), item('unhide'), separator, item('quit')],
  };
  const file: Item = { label: texts.file, submenu: [item('quit')] };
  const edit: Item = {
    label: texts.edit,
    submenu: [
      item('undo'),
      item('redo'),
      separator,
      item('cut'),
      item('copy'),
      item('paste'),
      item('delete'),
      separator,
      item('selectAll'),
    ],
  };
  const view: Item = {
    label: texts.view,
    submenu: [
      item('reload'),
      ...(developerTools ? [item('toggleDevTools')] : []),
      separator,
      item('resetZoom'),
      item('zoomIn'),
      item('zoomOut'),
      separator,
      item('togglefullscreen'),
    ],
  };
  const window: Item = { label: texts.window, submenu: [item('minimize'), item('close')] };
  return [mac ? application : file, edit, view, window];
}
