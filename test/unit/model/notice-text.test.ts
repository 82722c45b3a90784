import { describe, expect, it } from 'vitest';
import type { ContextId } from '../../../shared/model/context.ts';
import type { AlertNotice, NoticedAlerts } from '../../../shared/model/notice.ts';
import { noticeText } from '../../../shared/model/notice-text.ts';

const none: NoticedAlerts = { count: 0, rules: [], moreRules: 0, text: '' };
const one: NoticedAlerts = { count: 1, rules: [{ name: 'TargetDown', count: 1 }], moreRules: 0, text: 'api is down' };
const many: NoticedAlerts = {
  count: 9,
  rules: [
    { name: 'KubePodCrashLooping', count: 5 },
    { name: 'TargetDown', count: 1 },
  ],
  ...{ moreRules: 2, text: '' },
};

const notice = (began: NoticedAlerts, ended: NoticedAlerts): AlertNotice => ({
  ...{ id: '1', context: 'c' as ContextId, contextName: 'harbor', atMs: 0, began, ended },
});

describe('a notice in words', () => {
  it('names the only alert, and says what it says', () => {
    expect(noticeText(notice(one, none), 'en')).toEqual({ title: 'harbor: TargetDown firing', body: 'api is down' });
    expect(noticeText(notice(none, one), 'en')).toEqual({ title: 'harbor: TargetDown ended', body: 'api is down' });
    expect(noticeText(notice(one, none), 'ko')).toEqual({ title: 'harbor: TargetDown 발생', body: 'api is down' });
  });

  it('counts several, and names their rules', () => {
    expect(noticeText(notice(many, none), 'en')).toEqual({
      title: 'harbor: 9 alerts firing',
      body: 'KubePodCrashLooping (5), TargetDown, 2 more rules',
    });
    expect(noticeText(notice(many, one), 'en')).toEqual({
      title: 'harbor: 9 alerts firing, 1 ended',
      body: 'Firing: KubePodCrashLooping (5), TargetDown, 2 more rules\nEnded: TargetDown',
    });
    expect(noticeText(notice(many, one), 'ko')).toEqual({
      title: 'harbor: 경고 9개 발생, 1개 종료',
      body: '발생: KubePodCrashLooping (5), TargetDown, 다른 규칙 2개\n종료: TargetDown',
    });
  });
});
