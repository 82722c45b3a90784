/** A notice of alerts in words, for whoever shows it: the desktop, which has no catalogue of texts before there is a page, and a page. */
import type { AlertNotice, NoticedAlerts } from './notice.ts';

export type NoticeLanguage = 'en' | 'ko';

export interface NoticeText {
  readonly title: string;
  /** One line, or two where some began and some ended. */
  readonly body: string;
}

interface Words {
  readonly began: (what: string) => string;
  readonly ended: (what: string) => string;
  readonly alerts: (count: number) => string;
  readonly both: (began: string, ended: number) => string;
  readonly moreRules: (count: number) => string;
  readonly listBegan: (rules: string) => string;
  readonly listEnded: (rules: string) => string;
}

const en: Words = {
  began: (what) => `${what} firing`,
  ended: (what) => `${what} ended`,
  alerts: (count) => (count === 1 ? '1 alert' : `${count} alerts`),
  both: (began, ended) => `${began}, ${ended} ended`,
  moreRules: (count) => (count === 1 ? '1 more rule' : `${count} more rules`),
  listBegan: (rules) => `Firing: ${rules}`,
  listEnded: (rules) => `Ended: ${rules}`,
};

const ko: Words = {
  began: (what) => `${what} 발생`,
  ended: (what) => `${what} 종료`,
  alerts: (count) => `경고 ${count}개`,
  both: (began, ended) => `${began}, ${ended}개 종료`,
  moreRules: (count) => `다른 규칙 ${count}개`,
  listBegan: (rules) => `발생: ${rules}`,
  listEnded: (rules) => `종료: ${rules}`,
};

const words: Readonly<Record<NoticeLanguage, Words>> = { en, ko };

export function noticeText({ contextName, began, ended }: AlertNotice, language: NoticeLanguage): NoticeText {
  const say = words[language];
  const named = (of: NoticedAlerts) => (of.count === 1 ? (of.rules[0]?.name ?? '') : say.alerts(of.count));
  const what =
    ended.count === 0
      ? say.began(named(began))
      : began.count === 0
        ? say.ended(named(ended))
        : say.both(say.began(named(began)), ended.count);
  return { title: `${contextName}: ${what}`, body: bodyOf(began, ended, say) };
}

function bodyOf(began: NoticedAlerts, ended: NoticedAlerts, say: Words): string {
  if (ended.count === 0) return began.text === '' ? listOf(began, say) : began.text;
  if (began.count === 0) return ended.text === '' ? listOf(ended, say) : ended.text;
  return `${say.listBegan(listOf(began, say))}\n${say.listEnded(listOf(ended, say))}`;
}

/** "TargetDown (3), NodeFull, 2 more rules". */
function listOf({ rules, moreRules }: NoticedAlerts, say: Words): string {
  const names = rules.map(({ name, count }) => (count === 1 ? name : `${name} (${count})`));
  return [...names, ...(moreRules === 0 ? [] : [say.moreRules(moreRules)])].join(', ');
}
