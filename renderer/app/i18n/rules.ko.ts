/** The texts of the Rules view, Korean. */
import type { KoreanOf } from './korean-of.ts';
import type { rulesEn } from './rules.en.ts';

export const rulesKo: KoreanOf<typeof rulesEn> = {
  toolbar: {
    label: '규칙',
    find: '이름, 식, 레이블, 파일로 찾기',
    findKey: '규칙 찾기',
    health: '상태',
    kind: '보여 줄 규칙의 종류: {{kind}}',
    order: '순서: {{order}}',
    by: '그룹과 함께 또는 규칙만',
    open: '모두 펼치기',
    close: '모두 접기',
    openAll: '모든 규칙 그룹 펼치기',
    closeAll: '모든 규칙 그룹 접기',
  },
  choice: {
    all: '모두',
    err: '실패',
    ok: '정상',
    unknown: '알 수 없음',
  },
  kinds: {
    all: '두 종류 모두',
    alerting: '경고 규칙',
    recording: '기록 규칙',
  },
  sort: {
    file: '파일 순서',
    slow: '느린 순서',
    recent: '최근 평가 순서',
  },
  by: {
    groups: '그룹',
    rules: '규칙만',
  },
  keys: {
    refresh: '규칙 다시 읽기',
    cancel: '읽기 끝내기',
    onRow: '그룹이나 규칙에서',
  },
  facts: {
    rules: '규칙',
    groups: '그룹',
    failing: '실패',
    busiest: '가장 찬 주기',
    share: '{{share}} %, {{name}}',
    read: '읽음',
  },
  head: {
    health: '상태',
    name: '그룹과 파일, 규칙',
    evaluated: '마지막 평가',
    duration: '걸린 시간/주기',
  },
  table: {
    label: '규칙',
    rules_other: '규칙 {{n}}개를 보입니다.',
  },
  health: {
    ok: '정상',
    err: '실패',
    unknown: '알 수 없음',
  },
  kind: {
    alerting: '경고',
    recording: '기록',
  },
  row: {
    never: '아직 없음',
    ago: '{{time}} 전',
    every: '{{time}}마다',
    ofInterval: '두 평가 사이 {{interval}} 가운데 {{time}}',
  },
  group: {
    rules_other: '규칙 {{n}}개',
    fit: '{{all}}개 중 {{n}}개 일치',
    failing_other: '{{n}}개 실패',
  },
  rule: {
    details: '규칙의 정의',
    failed: '마지막 평가가 실패했습니다:',
    labels: '레이블',
    annotations: '주석',
    none: '없음.',
    recording: '기록 규칙입니다. 결과를 규칙의 이름과 이 레이블로 저장합니다.',
    atOnce: '바로',
    interval: '평가 주기',
    evaluated: '마지막 평가',
    duration: '걸린 시간',
    leftOut_other: '{{count}}개는 너무 많거나 길어서 보여 주지 않습니다.',
    explore: '탐색기에서 보기',
    alerts: '경고 보기',
    copyExpr: '식 복사',
    copyName: '이름 복사',
  },
  note: {
    leftOut_other: '{{n}}개 항목을 뺐습니다. 보여 줄 수 있는 것보다 많거나 읽을 수 없었습니다.',
  },
  loading: {
    label: '규칙을 읽는 중',
    asking: '컨텍스트 {{name}}에 규칙을 묻는 중, {{time}}.',
    record: '컨텍스트 {{name}}의 기록에서 규칙을 읽는 중, {{time}}.',
    reading: '컨텍스트 {{name}}의 규칙을 읽는 중, {{part}} %, {{time}}.',
  },
  untold: {
    notServed: '이 서버는 규칙을 알려 주지 않습니다.',
    notServedWhy:
      '컨텍스트 {{name}}에 연결된 서버에는 /api/v1/rules가 없습니다. Prometheus에는 있으며, VictoriaMetrics는 -vmalert.proxyURL이 가리키는 vmalert의 규칙을 알려 줍니다.',
    notTold: '여기에는 규칙이 없습니다.',
    notToldWhy:
      'Binnacle이 직접 스크랩하는 것은 규칙으로 평가하지 않으며, 샘플만 있는 기록에도 없습니다. 컨텍스트 {{name}}에 Prometheus가 있으면 그 규칙이 나옵니다.',
    notKept: '기록에 규칙이 없습니다.',
    notKeptWhy: '기록하는 동안 서버가 규칙을 알려 주지 않았습니다.',
    notKeptYet:
      '기록을 시작하고 처음 1분 안에 서버에 묻고, 그 뒤로 1분마다 묻습니다. 서버가 아직 알려 주지 않았습니다.',
    notYet: '이 시각에는 보관된 규칙이 없습니다.',
    notYetWhy: '규칙은 {{time}}부터 보관되어 있습니다.',
    toFirst: '처음으로 가기',
  },
  empty: {
    away: '연결되어 있지 않습니다.',
    awayWhy: '컨텍스트 {{name}}의 규칙은 연결된 동안 읽으며, 끊기기 전에 읽지 못했습니다.',
    cancelled: '규칙을 읽지 않았습니다.',
    none: '컨텍스트 {{name}}에는 규칙이 없습니다.',
    noneWhy: '구성에 규칙이 든 규칙 파일(rule_files)이 없습니다.',
    fits: '맞는 것이 없습니다.',
    fitsText: '이름, 식, 레이블, 주석, 그룹, 파일에 “{{text}}” 텍스트가 있는 규칙이 없거나 고른 조건에 맞지 않습니다.',
    fitsChoice: '조건에 맞는 규칙이 없습니다.',
    clear: '모두 보기',
  },
};
