import { describe, expect, it } from 'vitest';
import { menuLanguage, menuTexts } from '../../../electron/desktop/menu-texts.ts';
import { freshElectron } from './start-app.ts';

describe('the menu', () => {
  it('speaks the chosen language, else the first of the system’s that it knows, else English', () => {
    expect([
      menuLanguage('ko', ['en-GB']),
      menuLanguage('en', ['ko-KR']),
      menuLanguage('system', ['de-DE', 'ko-KR', 'en-GB']),
      menuLanguage('system', ['en-GB', 'ko-KR']),
      menuLanguage('system', ['fr']),
      menuLanguage('system', []),
    ]).toEqual(['ko', 'en', 'ko', 'en', 'en', 'en']);
  });

  it('has every word in both languages', () => {
    const words = (language: 'en' | 'ko') => {
      const { items, ...rest } = menuTexts[language];
      return { ...rest, ...items };
    };
    expect(Object.keys(words('ko'))).toEqual(Object.keys(words('en')));
    for (const text of Object.values(words('ko'))) expect(text).toMatch(/[가-힣]/);
  });

  it('has the standard roles, which bring copy, paste, zoom and quit', async () => {
    const electron = await freshElectron();
    const { setMenu } = await import('../../../electron/desktop/menu.ts');
    const roles = () =>
      (electron.Menu.current ?? []).map(({ submenu }) =>
        (submenu as { role?: string }[]).map(({ role }) => role ?? '-').join(' '),
      );
    setMenu({ language: 'en', mac: false, developerTools: false });
    const common = [
      'undo redo - cut copy paste delete - selectAll',
      'reload - resetZoom zoomIn zoomOut - togglefullscreen',
      'minimize close',
    ];
    expect(roles()).toEqual(['quit', ...common]);
    setMenu({ language: 'en', mac: true, developerTools: true });
    expect(roles().slice(0, 3)).toEqual([
      'about - hide hideOthers unhide - quit',
      common[0],
      'reload toggleDevTools - resetZoom zoomIn zoomOut - togglefullscreen',
    ]);
  });
});
