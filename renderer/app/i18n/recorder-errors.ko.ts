/** What is said of failures of recording a Prometheus, Korean; in the order of the English ones. */

export const recorderErrorsKo = {
  'recorder.badAnswer': {
    short: '읽을 수 없는 샘플',
    verdict: '서버가 보낸 샘플을 읽을 수 없습니다. {{reason}} ({{byte}}번째 바이트).',
    advice: '그 앞까지는 기록되었으며 다시 요청합니다. 계속되면 중간의 프록시가 내용을 바꾸고 있을 수 있습니다.',
  },
  'recorder.tooMuch': {
    short: '한 번에 너무 많은 샘플',
    verdict: '원시 샘플 응답이 {{limitMiB}} MiB보다 큽니다.',
    advice: '한 번에 더 적게 요청합니다. 계속되면 규칙이 더 적은 시계열을 선택하도록 하십시오.',
  },
  'recorder.readEnded': {
    short: '중단된 응답',
    verdict: '원시 샘플 응답을 끝까지 받지 못하고 중단했습니다.',
    advice: '그 앞까지는 기록되었으며 나머지는 다시 요청합니다.',
  },
} as const;
