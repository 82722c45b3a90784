/** The Explorer's texts, Korean. */
import type { explorerEn } from './explorer.en.ts';
import type { KoreanOf } from './korean-of.ts';

export const explorerKo: KoreanOf<typeof explorerEn> = {
  expression: '표현식',
  execute: '실행',
  addPanel: '패널 추가',
  removePanel: '패널 제거',
  table: '표',
  graph: '그래프',
  window: '{{from}} ~ {{to}}',
  toolbar: {
    label: '시간 범위',
    range: '범위',
    rangeNamed: '범위 {{range}}',
    now: '지금',
    back: '범위의 절반만큼 뒤로',
    forward: '범위의 절반만큼 앞으로',
    zoomOut: '축소',
    zone: '시각은 {{zone}} 기준입니다. {{other}} 기준으로 바꿉니다.',
    local: '현지 시각',
    refresh: '새로 고침',
    refreshEvery: '새로 고침 간격 {{time}}',
    off: '끔',
  },
  panel: {
    label: '패널 {{letter}}',
    tabs: '패널 {{letter}}의 보기',
    placeholder: 'PromQL을 쓰고 Enter',
    cancel: '취소',
    blank: '아직 질의하지 않았습니다. 표현식을 쓰고 Enter 키를 누르세요.',
  },
  readout: {
    resolution: '해상도',
    auto: '자동, {{step}}',
    at: '시각',
    series_other: '시계열 {{series}}개, {{time}}',
  },
  loading: {
    label: '질의하는 중',
    waiting: '컨텍스트 {{name}}에 질의하는 중, {{time}}',
    reading: '컨텍스트 {{name}}의 응답을 읽는 중: {{read}}, {{time}}',
    parsing: '수치를 읽는 중: {{read}}, {{time}}',
  },
  renewal: {
    running: '{{time}} 기준입니다. 새 데이터를 읽는 중, {{elapsed}}',
    cancelled: '{{time}} 기준, {{age}} 전 데이터입니다. 질의가 취소되었습니다.',
    failed: '{{time}} 기준, {{age}} 전 데이터입니다. 새 데이터가 없습니다: {{reason}}.',
  },
  cancelled: {
    title: '{{time}} 만에 취소했습니다.',
    text: 'Prometheus에 중단을 알렸습니다. 실행을 누르면 다시 질의합니다.',
  },
  empty: {
    between: '{{from}}부터 {{to}}까지 해당하는 데이터가 없습니다.',
    at: '{{time}} 시점에 해당하는 데이터가 없습니다.',
    text: '표현식은 올바르지만, 이 이름과 레이블을 가진 시계열의 샘플이 그 구간에 없습니다. 범위를 늘리거나 조건을 줄여 보세요.',
  },
  failed: {
    column: 'Prometheus가 이 표현식의 {{column}}번째 칸을 이해하지 못합니다.',
    line: 'Prometheus가 이 표현식의 {{line}}번째 줄, {{column}}번째 칸을 이해하지 못합니다.',
  },
  histograms: {
    title: '네이티브 히스토그램입니다.',
    text: '표에는 개수와 합이 나옵니다. histogram_quantile()을 쓰면 그래프로 볼 수 있습니다.',
  },
  notes: {
    warning: 'Prometheus의 경고:',
    info: 'Prometheus의 참고 사항:',
  },
  chart: {
    name_other: '그래프 {{letter}}: {{expr}}, 시계열 {{count}}개, {{from}} ~ {{to}}',
    spoken: '{{time}}: {{values}}',
  },
  legend: {
    label: '시계열',
    series: '시계열',
    common: '공통 레이블',
    drawn_other: '시계열 {{all}}개 가운데 평균이 가장 큰 {{drawn}}개를 그렸습니다.',
    drawMore: '더 그리기',
    atCrosshair: '십자선 위치',
    last: '마지막',
    min: '최소',
    avg: '평균',
    max: '최대',
    hint: '클릭하면 하나만 보이고, Ctrl+클릭하면 숨겨지고, Enter를 누르면 고정됩니다.',
  },
  result: {
    label: '결과',
    metric: '메트릭',
    value: '값',
    time: '시각',
  },
  keys: {
    edit: '표현식 편집',
    refresh: '지금까지 다시 질의',
    cancel: '진행 중인 질의 취소',
    zoomOut: '범위를 두 배로',
  },
};
