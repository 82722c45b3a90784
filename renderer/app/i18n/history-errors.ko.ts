/** What is said of the failures of a history, Korean; in the order of the English ones. */

export const historyErrorsKo = {
  'history.foreign': {
    short: '기록이 아님',
    verdict: '{{path}} 파일은 Binnacle의 기록이 아닙니다.',
    advice: '그대로 둡니다({{what}}). 여기에 기록하려면 그 파일을 옮기십시오.',
  },
  'history.future': {
    short: '더 새로운 Binnacle의 기록',
    verdict: '더 새로운 Binnacle이 쓴 기록 {{path}}입니다. 형식은 {{version}}입니다.',
    advice: '그대로 둡니다. 더 새로운 Binnacle을 시작하십시오.',
  },
  'history.old': {
    short: '이전 Binnacle의 기록',
    verdict: '이전 Binnacle이 쓴 기록 {{path}}입니다. 형식은 {{version}}입니다.',
    advice: 'Binnacle이 여기에 쓸 수 있게 되는 대로 새 형식으로 바뀝니다.',
  },
  'history.damaged': {
    short: '기록이 손상됨',
    verdict: '기록 {{path}} 파일이 손상되었습니다: {{reason}}.',
    advice: '그대로 따로 두고 새 기록을 시작합니다.',
  },
  'history.setAside': {
    short: '기록을 새로 시작함',
    verdict: '기록 {{path}} 파일이 손상되어 있었습니다: {{reason}}.',
    advice: '그대로 {{keptAs}} 파일로 두고, 새 파일에 기록을 계속합니다.',
  },
  'history.readOnly': {
    short: '기록에 쓸 수 없음',
    verdict: '기록 {{path}} 파일에 쓸 수 없습니다: {{reason}}.',
    advice: '파일과 폴더를 쓸 수 있게 하거나, 폴더를 쓸 수 있는 곳으로 복사하십시오.',
  },
  'history.unreadable': {
    short: '기록을 열 수 없음',
    verdict: '기록 {{path}} 파일을 열 수 없습니다: {{reason}}.',
    advice: '파일이 있는지, 읽을 수 있는지 확인하십시오.',
  },
  'history.diskFull': {
    short: '디스크가 가득 참',
    verdict: '기록 {{path}} 파일이 있는 디스크가 가득 찼습니다.',
    advice: '자리가 생기는 대로 기록을 계속합니다. 이미 기록한 것은 남아 있습니다.',
  },
  'history.busy': {
    short: '기록을 쓰는 중',
    verdict: '다른 프로그램이 기록 {{path}} 파일을 쓰고 있습니다: {{reason}}.',
    advice: '그 프로그램을 닫으십시오. 기록은 저절로 이어집니다.',
  },
  'history.logHeld': {
    short: '기록이 커지는 중',
    verdict: '기록 {{path}} 파일의 로그가 {{overMiB}} MiB를 넘었지만 비울 수 없습니다.',
    advice: '쿼리나 내보내기, 다른 프로그램이 오래 읽고 있습니다. 그것을 끝내십시오. 비우기는 저절로 다시 시도합니다.',
  },
  'history.locked': {
    short: '다른 곳에서 기록 중',
    verdict: '다른 Binnacle의 프로세스 {{pid}}에서 {{path}} 기록에 쓰고 있습니다.',
    advice: '한 번에 하나만 기록할 수 있습니다. 여기서 기록하려면 다른 Binnacle을 닫으십시오. 읽기는 그대로 됩니다.',
  },
  'history.behind': {
    short: '디스크가 느림',
    verdict: '기록 {{path}} 폴더에 지금은 더 기록할 수 없습니다: {{reason}}.',
    advice: '기록할 것보다 디스크가 느립니다. 디스크가 따라잡는 대로 기록을 계속합니다.',
  },
  'history.badInput': {
    short: '저장하지 않음',
    verdict: '기록에 저장할 수 없는 내용입니다: {{reason}}.',
    advice: '이 내용은 아무것도 저장하지 않았습니다. 고쳐서 다시 시도하십시오. 다른 것은 그대로 기록합니다.',
  },
  'history.notRemoved': {
    short: '지우지 못함',
    verdict: '기록 {{path}} 폴더를 지우지 못했습니다: {{reason}}.',
    advice: '그 파일을 연 프로그램을 닫고, 폴더를 바꿀 수 있는지 확인한 다음 다시 시도하십시오.',
  },
  'history.closed': {
    short: '기록이 닫힘',
    verdict: '이 일이 끝나기 전에 기록 {{path}} 폴더가 닫혔습니다.',
    advice: 'Binnacle이 끝났거나 기록이 지워졌습니다. 기록하려면 다시 여십시오.',
  },
  'history.outOfMemory': {
    short: '메모리 부족',
    verdict: '기록 {{path}} 폴더를 다루는 데 메모리가 모자랐습니다.',
    advice:
      '이미 기록한 것은 남아 있습니다. 기록은 저절로 다시 시작합니다. 되풀이되면 한 번에 조회하거나 기록하는 양을 줄이십시오.',
  },
  'history.badRecording': {
    short: '기록 파일이 아님',
    verdict: '읽을 수 있는 기록 파일이 아닙니다: {{reason}}({{byte}}바이트 위치).',
    advice: '옮기는 중에 잘리거나 바뀌었습니다. 파일을 다시 받거나 새로 내보내십시오.',
  },
  'history.futureRecording': {
    short: '더 새로운 Binnacle의 기록 파일',
    verdict: '더 새로운 Binnacle이 쓴 기록 파일입니다. 형식은 {{version}}입니다.',
    advice: '더 새로운 Binnacle에서 가져오십시오.',
  },
  'history.badOpenMetrics': {
    short: 'OpenMetrics가 아님',
    verdict: 'Binnacle의 기록 파일도 OpenMetrics 텍스트도 아닙니다. {{line}}번째 줄을 읽을 수 없습니다.',
    advice:
      '읽은 결과: {{reason}}. 모든 샘플에 시각이 있고, 한 시계열의 시각은 늘어나야 하며, 마지막 줄은 # EOF여야 합니다.',
  },
  'history.notKept': {
    short: '기록 안 함',
    verdict: '이 컨텍스트는 이 컴퓨터에 기록하지 않습니다.',
    advice: '서버에 보관된 것은 탐색기에서 볼 수 있습니다.',
  },
  'history.gone': {
    short: '기록이 없음',
    verdict: '이 컴퓨터에 {{source}} 기록이 없습니다.',
    advice: '지워졌거나 다른 컴퓨터에 있습니다. 여기에 있는 기록은 모두 이력 보기에 나옵니다.',
  },
  'history.recording': {
    short: '기록하는 중',
    verdict: '{{source}} 기록에 지금 쓰고 있습니다.',
    advice: '기록을 멈추거나 연결을 끊은 다음 다시 시도하십시오.',
  },
  'history.nothingThere': {
    short: '내보낼 것이 없음',
    verdict: '그 시간에 기록된 것이 없습니다.',
    advice: '다른 시간이나 다른 시계열을 고르십시오. 파일은 만들지 않았습니다.',
  },
  'history.badFile': {
    short: '기록 파일이 아님',
    verdict: '{{name}} 파일을 가져올 수 없습니다: {{reason}}.',
    advice:
      'Binnacle의 기록 파일과, 모든 샘플에 시각이 있는 OpenMetrics 텍스트를 가져올 수 있습니다. 이 파일에서 저장한 것은 없습니다.',
  },
  'history.importGone': {
    short: '가져오기가 끝남',
    verdict: '그 가져오기는 이제 없습니다.',
    advice: '취소되었거나, 한 시간 동안 파일이 오지 않았습니다. 처음부터 다시 시작하십시오.',
  },
  'history.tooLarge': {
    short: '보관하기에 너무 큼',
    verdict: '기록에 보관하기에 너무 큰 문서입니다: {{kind}}.',
    advice: '{{limitMiB}} MiB까지의 문서를 보관합니다. 표본은 그대로 기록합니다.',
  },
} as const;
