/** The texts of what is done to a server's TSDB, Korean; in the order of the English ones. */

import type { KoreanOf } from './korean-of.ts';
import type { tsdbAdminEn } from './tsdb-admin.en.ts';

export const tsdbAdminKo: KoreanOf<typeof tsdbAdminEn> = {
  panel: {
    title: 'TSDB 변경',
    off: '꺼짐: 이 Prometheus는 --web.enable-admin-api 없이 실행 중이어서 API로 시계열을 삭제하거나 툼스톤을 정리할 수 없습니다.',
    unknown:
      '제공하지 않음: 서버가 플래그를 알려 주지 않아, 이것을 허용하는지도 요청을 어떻게 처리할지도 알 수 없습니다.',
    unread: '서버가 이것을 허용하는지 알 수 없습니다. 플래그를 읽지 못했습니다.',
    away: '지금은 서버에 요청할 수 없습니다.',
    delete: '시계열 삭제…',
    deleteWhat:
      '저장되지 말았어야 할 샘플을 삭제합니다. 셀렉터와 일치하는 시계열의 전체 기간 또는 일부 기간이며, 되돌릴 수 없습니다.',
    clean: '툼스톤 정리…',
    cleanWhat: '삭제된 샘플이 있는 블록을 그 샘플 없이 다시 써서 디스크 공간을 돌려받습니다.',
  },
  delete: {
    title: '{{name}}의 시계열 삭제',
    selector: '시계열',
    placeholder: 'orders_total{pod="orders-7f9c"}',
    wrong: {
      empty: '셀렉터가 비어 있습니다.',
      notSelector: '이것은 계산식입니다. 시계열은 있는 그대로 삭제합니다. 예: up{job="node"}',
      modifier: '삭제할 셀렉터에는 offset과 @를 쓸 수 없습니다. 기간은 아래에서 고릅니다.',
      syntax: '이해할 수 없습니다: {{reason}}.',
    },
    time: '기간',
    all: '전체 기간',
    span: '일부 기간',
    look: '일치하는 것 보기',
    lookHint: '보기만 해서는 아무것도 삭제되지 않습니다.',
    cancel: '취소',
    looking: '{{name}}에 일치하는 것을 묻는 중',
    lookingFor: '{{name}}에 일치하는 것을 묻는 중입니다. {{time}}',
  },
  confirm: {
    all_other: '시계열 {{n}}개의 모든 샘플이 완전히 삭제됩니다.',
    span_other: '시계열 {{n}}개의 {{from}}부터 {{to}}까지({{length}}) 샘플이 완전히 삭제됩니다.',
    samples_other: '샘플은 {{n}}개입니다.',
    atMost: '서버가 초 단위까지 세지 않았습니다. 그 시간 전후 몇 시간 안에 샘플이 있는 시계열입니다.',
    noneLately:
      '지난 24시간의 샘플이 있는 것은 없습니다. 방금 삭제했다면 처리된 것입니다. 서버는 몇 시간 동안 시계열을 계속 나열합니다.',
    atLeast: '더 있습니다. 여기까지만 셌습니다.',
    none: '일치하는 것이 없어 삭제할 것이 없습니다.',
    noneInSpan: '{{from}}부터 {{to}}까지 일치하는 것이 없어 삭제할 것이 없습니다.',
    stays:
      '아직 스크레이프되는 것은 다음 스크레이프부터 다시 쌓입니다. 서버가 다른 곳에서 읽기만 하는 것(remote_read)과 Binnacle이 이 컴퓨터에 기록한 것은 그대로 남습니다.',
    type: '읽었다는 뜻으로 {{count}}을(를) 입력하세요',
    wrong: '{{count}}이(가) 아닙니다.',
    delete: '완전히 삭제',
    back: '뒤로',
    again: '다시 보기',
    deleting: '삭제 중',
    deletingFor: '{{at}}에서 삭제 중입니다. {{time}}',
  },
  where: {
    'port-forward': '{{at}} 파드에만 보냅니다. 다른 복제본의 데이터는 그대로입니다.',
    proxy: 'API 서버를 거쳐 {{at}}에 보냅니다. 파드가 여럿이면 그중 하나가 처리합니다.',
    address: '{{at}}에 보냅니다. 뒤에 서버가 여럿이면 그중 하나가 처리합니다.',
  },
  stop: '그만 기다리기',
  stopped:
    '기다리기를 멈췄습니다. 서버가 이미 전부 또는 일부를 처리했거나, 아직 처리 중이거나, 하지 않았을 수 있습니다. 다시 확인하세요.',
  matched: {
    label: '일치하는 것',
    metrics: '메트릭',
    labels: '레이블',
    more_other: '외 {{n}}개',
  },
  deleted: {
    text: '삭제되었습니다. 서버가 저장한 것을 묻는 어떤 쿼리에도 더는 나타나지 않으며, 시계열 목록에는 몇 시간 남을 수 있습니다. 디스크 공간은 블록이 압축되거나 툼스톤을 정리하면 돌아옵니다.',
    close: '닫기',
  },
  clean: {
    title: '{{name}}의 툼스톤 정리',
    what: '삭제된 샘플이 있는 모든 블록을 그 샘플 없이 다시 씁니다. 그동안 서버에는 블록마다 복사본을 둘 디스크 공간이 필요하고, 평소보다 바빠집니다. 삭제되지 않은 것은 그대로 남습니다.',
    confirm: '지금 정리',
    cleaning: '정리 중',
    cleaningFor: '{{at}}에서 블록을 다시 쓰는 중입니다. {{time}}',
    done: '툼스톤을 정리했습니다. 삭제된 것은 디스크에서 없어졌습니다.',
  },
};
