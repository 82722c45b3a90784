/** What is said where a Prometheus cannot be recorded as it was asked for, Korean; in the order of the English ones. */

export const recorderRuleErrorsKo = {
  'recorder.notRemote': {
    short: '기록할 수 없음',
    verdict: '이 컨텍스트에는 기록할 수 있는 Prometheus가 없습니다.',
    advice: 'Binnacle이 직접 스크랩하는 것은 따로 정하지 않아도 기록되며, 기록은 이미 기록입니다.',
  },
  'recorder.unknownCluster': {
    short: '아직 모르는 클러스터',
    verdict: '어느 클러스터인지 아직 알 수 없습니다.',
    advice: '기록은 컨텍스트의 이름이 아니라 클러스터별로 보관합니다. 클러스터가 응답하면 기록을 시작할 수 있습니다.',
  },
  'recorder.badRule': {
    short: '거부된 규칙',
    verdict: '{{selector}} 셀렉터는 기록할 수 없습니다. 이유: {{reason}}.',
    advice:
      '규칙에는 시계열 셀렉터, 곧 이름이나 레이블 매처만 씁니다. 함수, 범위, offset, @는 쓸 수 없습니다. 규칙 하나에 셀렉터는 최대 100개, Prometheus 하나에 규칙은 최대 200개입니다.',
  },
} as const;
