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
} as const;
