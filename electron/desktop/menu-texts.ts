/** The menu's words. The page's catalogue is not loaded here: a menu has to stand before there is a page. */
import type { Settings } from '../../shared/model/settings.ts';

export type MenuLanguage = 'en' | 'ko';

/** @param systemLanguages as the system prefers them, like `ko-KR`. */
export function menuLanguage(chosen: Settings['language'], systemLanguages: readonly string[]): MenuLanguage {
  if (chosen !== 'system') return chosen;
  const known = systemLanguages.map((tag) => tag.split('-', 1)[0]).find((tag) => tag === 'en' || tag === 'ko');
  return known === 'ko' ? 'ko' : 'en';
}

const en = {
  file: 'File',
  edit: 'Edit',
  view: 'View',
  window: 'Window',
  items: {
    about: 'About Binnacle',
    hide: 'Hide Binnacle',
    hideOthers: 'Hide Others',
    unhide: 'Show All',
    quit: 'Quit Binnacle',
    undo: 'Undo',
    redo: 'Redo',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    delete: 'Delete',
    selectAll: 'Select All',
    reload: 'Reload',
    toggleDevTools: 'Developer Tools',
    resetZoom: 'Actual Size',
    zoomIn: 'Zoom In',
    zoomOut: 'Zoom Out',
    togglefullscreen: 'Full Screen',
    minimize: 'Minimize',
    close: 'Close',
  },
} as const;

interface MenuTexts {
  readonly file: string;
  readonly edit: string;
  readonly view: string;
  readonly window: string;
  readonly items: Readonly<Record<keyof typeof en.items, string>>;
}

const ko: MenuTexts = {
  file: '파일',
  edit: '편집',
  view: '보기',
  window: '창',
  items: {
    about: 'Binnacle 정보',
    hide: 'Binnacle 가리기',
    hideOthers: '기타 가리기',
    unhide: '모두 보기',
    quit: 'Binnacle 종료',
    undo: '실행 취소',
    redo: '다시 실행',
    cut: '잘라내기',
    copy: '복사',
    paste: '붙여넣기',
    delete: '삭제',
    selectAll: '모두 선택',
    reload: '새로고침',
    toggleDevTools: '개발자 도구',
    resetZoom: '실제 크기',
    zoomIn: '확대',
    zoomOut: '축소',
    togglefullscreen: '전체 화면',
    minimize: '최소화',
    close: '닫기',
  },
};

interface TrayTexts {
  readonly none: string;
  readonly firing: (count: number) => string;
  readonly show: string;
  readonly quit: string;
}

export const trayTexts: Readonly<Record<MenuLanguage, TrayTexts>> = {
  en: {
    none: 'Binnacle: no alert is firing',
    firing: (count) => (count === 1 ? 'Binnacle: 1 alert is firing' : `Binnacle: ${count} alerts are firing`),
    show: 'Show Binnacle',
    quit: en.items.quit,
  },
  ko: {
    none: 'Binnacle: 발생한 경고 없음',
    firing: (count) => `Binnacle: 발생한 경고 ${count}개`,
    show: 'Binnacle 보기',
    quit: ko.items.quit,
  },
};

export const menuTexts: Readonly<Record<MenuLanguage, MenuTexts>> = { en, ko };
