/** Texts of the palette, Korean. */
import type { KoreanOf } from './korean-of.ts';
import type { paletteEn } from './palette.en.ts';

export const paletteKo: KoreanOf<typeof paletteEn> = {
  button: '이동…',
  label: '이동',
  list: '찾은 것',
  placeholder: '컨텍스트, 메트릭, 쿼리, 할 일',
  hint: 'Enter로 고릅니다. @ 컨텍스트, # 메트릭, > 할 일.',
  none: '이름에 “{{text}}” 글자가 든 것이 없습니다.',
  searching: '이름에 “{{text}}” 글자가 든 메트릭을 찾는 중',
  run: '이 식 실행',
  key: '이름으로 무엇이든 찾아가기',
  part: '{{all}}개 가운데 {{shown}}개',
  group: {
    run: '식',
    context: '컨텍스트',
    view: '보기',
    action: '할 일',
    query: '쿼리',
    metric: '메트릭',
    setting: '설정',
  },
};
