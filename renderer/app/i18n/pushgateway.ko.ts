/** The texts of the Pushgateway among the parts of Status, Korean; in the order of the English ones. */
import type { KoreanOf } from './korean-of.ts';
import type { pushgatewayEn } from './pushgateway.en.ts';

export const pushgatewayKo: KoreanOf<typeof pushgatewayEn> = {
  version: 'Pushgateway {{version}}',
  way: {
    proxy: 'API 서버 프록시로 연결',
    portForward: '{{pod}} 파드에 포트 포워드로 연결',
    address: '입력한 주소로 연결',
    typeAddress: '주소 입력…',
    otherAddress: '다른 주소 입력…',
    changeAddress: '주소 변경…',
  },
  counts_other: '그룹 {{n}}개: 오래됨 {{stale}}개, 거부됨 {{failed}}개.',
  leftOut: '너무 많아 {{n}}개를 더 표시하지 않습니다.',
  table: 'Pushgateway의 그룹',
  head: {
    state: '상태',
    job: '작업',
    others: '그룹의 다른 레이블',
    push: '마지막 푸시',
    metrics: '메트릭',
    series: '시계열',
  },
  state: {
    failed: '거부됨',
    stale: '오래됨',
    fresh: '푸시됨',
  },
  noJob: '작업 없음',
  ago: '{{time}} 전',
  never: '없음',
  refused: '{{ago}} 거부됨 · {{at}}',
  takenLast: '마지막으로 받은 푸시: {{at}}',
  filter: {
    find: '작업이나 레이블로 찾기',
    findKey: '그룹 찾기',
    which: '볼 그룹',
    all: '전체',
    bad: '오래되거나 거부됨',
    stale: '{{time}} 지나면 오래됨',
    others: '{{count}}개 찾음: 표시할 Pushgateway',
    found_other: '{{count}}개 찾음',
    likeliest: '응답하는 것 중 가장 그럴듯한 것',
  },
  keys: {
    refresh: 'Pushgateway 다시 읽기',
    cancel: '읽기 중단',
  },
  unread: {
    away: '지금은 Pushgateway에 물을 수 없습니다.',
    awayWhy: '이전에 읽은 내용이 없습니다. {{name}} 컨텍스트에 다시 연결되면 바로 묻습니다.',
    label: 'Pushgateway에 묻는 중',
    asking: '{{name}} 컨텍스트의 Pushgateway를 찾아 묻는 중, {{time}}.',
    typed: '{{url}} 주소의 Pushgateway에 묻는 중, {{time}}.',
    cancelled: 'Pushgateway에서 읽은 내용이 없습니다.',
    forbidden: 'Pushgateway가 있지만 {{user}} 사용자는 연결할 수 없습니다.',
  },
  empty: {
    none: '이 Pushgateway에 푸시된 것이 없습니다.',
    noneWhy: '그룹은 작업이 처음 푸시할 때 생기고, 누군가 지울 때까지 남습니다.',
    nothing: '레이블에 “{{text}}” 텍스트가 있는 그룹이 없습니다.',
    allFresh: '모든 그룹이 그 시간 안에 푸시되었고 거부된 것이 없습니다.',
    clear: '모든 그룹 보기',
    notRecorded: 'Pushgateway는 기록되지 않습니다.',
    notRecordedWhy: '노출하는 메트릭은 스크랩되는 다른 것과 같이 기록됩니다. 각 그룹의 push_time_seconds도 있습니다.',
  },
};
