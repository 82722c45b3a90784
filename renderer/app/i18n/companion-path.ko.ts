/** 클러스터 안의 Alertmanager나 Pushgateway 경로에 대한 한국어 텍스트. */

import type { companionPathEn } from './companion-path.en.ts';
import type { KoreanOf } from './korean-of.ts';

export const companionPathKo: KoreanOf<typeof companionPathEn> = {
  type: '경로 입력…',
  change: '경로 변경…',
  label: '{{target}} 경로',
  hint: '/api와 /metrics 앞에 오는 부분으로, --web.route-prefix 값과 같습니다. 먼저 그 경로로 물어 보고, 응답하면 저장합니다.',
  keep: '시험하고 저장',
  asking: '묻는 중…',
  forget: '다시 물어서 찾기',
};
