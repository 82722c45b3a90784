/** What is said where a server's status cannot be read, Korean; in the order of the English ones. */

export const statusErrorsKo = {
  'status.tooLarge': {
    short: '너무 큼',
    verdict: '서버가 자신에 대해 알려 준 내용이 {{limitMiB}} MiB보다 큽니다.',
    advice: 'Prometheus는 {{kind}} 정보를 그렇게 많이 알려 주지 않습니다. 다른 서버가 응답하고 있을 수 있습니다.',
  },
  'status.malformed': {
    short: '읽을 수 없음',
    verdict: '서버가 자신에 대해 알려 준 내용을 읽을 수 없습니다.',
    advice: '{{kind}} 정보를 묻는 질문에 대한 응답이었습니다. Prometheus가 아닌 것이 응답하고 있을 수 있습니다.',
  },
  'tsdbAdmin.notOffered': {
    short: '제공하지 않음',
    verdict: '서버가 TSDB를 변경해도 된다고 알려 주지 않습니다.',
    advice:
      '아무것도 보내지 않았습니다. Prometheus는 --web.enable-admin-api 플래그로 알려 주며, 다른 엔진에는 고유한 방법이 있습니다.',
  },
  'tsdbAdmin.off': {
    short: '꺼짐',
    verdict: '이 Prometheus의 관리 API는 꺼져 있습니다.',
    advice: '아무것도 하지 않았습니다. --web.enable-admin-api로 켜며, 다시 시작해야 합니다.',
  },
  'tsdbAdmin.otherServer': {
    short: '다른 서버',
    verdict: '지금 처리할 서버는 확인했던 서버가 아니라 {{at}}입니다.',
    advice:
      '연결이 다시 맺어졌거나 파드가 바뀌었습니다. 아무것도 보내지 않았습니다. 이 서버에 있는 것을 다시 확인하세요.',
  },
  'tsdbAdmin.refused': {
    short: '거부됨',
    verdict: 'Prometheus가 거부했습니다.',
    advice: '아무것도 하지 않았습니다. 이유는 서버의 말에 있습니다.',
  },
  'tsdbAdmin.failed': {
    short: '실패',
    verdict: 'Prometheus가 처리하지 못했습니다.',
    advice: '일부는 처리되었을 수 있습니다. 이유는 서버의 말에 있습니다. 지금 무엇이 있는지 다시 확인하세요.',
  },
  'tsdbAdmin.unsure': {
    short: '알 수 없음',
    verdict: '응답을 받지 못해 Prometheus가 처리했는지 알 수 없습니다.',
    advice:
      '아직 처리 중이거나 일부만 처리했을 수 있습니다. 자동으로 다시 보내지 않습니다. 지금 무엇이 있는지 다시 확인한 뒤 결정하세요.',
  },
} as const;
