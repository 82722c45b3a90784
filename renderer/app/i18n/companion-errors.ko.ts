/** What is said of failures of an Alertmanager or a Pushgateway in a cluster, Korean; in the order of the English ones. */

export const companionErrorsKo = {
  'companion.noCluster': {
    short: '클러스터 없음',
    verdict: '{{what}}: 이 컨텍스트에는 찾아볼 클러스터가 없습니다.',
    advice:
      'kubeconfig 컨텍스트의 클러스터에서 찾습니다. Prometheus가 알려 주는 주소는 사용자가 입력한 것이 아니므로 아무것도 보내지 않습니다. 주소를 직접 입력하십시오.',
  },
  'companion.none': {
    short: '찾지 못함',
    verdict: '{{what}}: {{server}} 클러스터에서 찾지 못했습니다.',
    advice:
      'Helm 차트와 Prometheus 오퍼레이터가 붙이는 레이블과 이름, 그리고 일반적인 포트로 찾습니다. app.kubernetes.io/name 레이블이 있는 서비스도 찾습니다. 다른 곳에 있으면 주소를 입력하십시오.',
  },
  'companion.elsewhere': {
    short: '클러스터 밖',
    verdict: '{{what}}: 클러스터에 없습니다. Prometheus가 경고를 보내는 주소: {{url}}',
    advice:
      '이 주소는 클러스터 밖에 있습니다. 사용자가 입력한 주소가 아니므로 Binnacle은 아무것도 보내지 않습니다. 맞는 주소라면 직접 입력하십시오.',
  },
  'companion.noneAnswered': {
    short: '응답 없음',
    verdict: '{{candidate}} 서비스에서 {{what}} 응답이 오지 않았습니다.',
    advice:
      '파드가 준비되었는지, 서비스 뒤에 다른 것이 있지 않은지 확인하십시오. 다른 경로에서 응답한다면 파드의 인수나 서비스의 prometheus.io/path 애너테이션에 그 경로가 있어야 합니다. 또는 주소를 입력하십시오.',
  },
  'companion.chosenGone': {
    short: '사라짐',
    verdict: '{{what}}: {{candidate}} 서비스가 더 이상 클러스터에 없습니다.',
    advice: '다른 것을 선택하거나 Binnacle이 가장 그럴듯한 것을 고르게 하십시오.',
  },
  'companion.addressChanged': {
    short: '다른 주소',
    verdict: '{{what}}: {{candidate}} 주소는 더 이상 입력되어 있는 주소가 아닙니다.',
    advice: '그 주소에도, 다른 주소에도 아무것도 보내지 않았습니다. 이 창을 닫고 지금 묻고 있는 것을 살펴보십시오.',
  },
  'companion.typedChanged': {
    short: '그 사이에 바뀜',
    verdict: '{{what}}: 살펴본 뒤에 {{candidate}} 주소로 함께 보내는 내용이 바뀌었습니다.',
    advice:
      '헤더, 로그인 또는 인증서가 다르면 다른 곳의 것일 수 있습니다. 아무것도 보내지 않았습니다. 이 창을 닫고 지금 묻고 있는 것으로 새로 시작하십시오.',
  },
  'companion.badPath': {
    short: '경로 아님',
    verdict: '{{what}}: {{path}} 값은 응답할 수 있는 경로가 아닙니다.',
    advice: '빗금으로 시작하고, 각 부분은 점으로 시작하지 않으며, 쿼리나 인코딩된 문자가 없어야 합니다.',
  },
  'companion.notIt': {
    short: '다른 것이 응답함',
    verdict: '{{what}}: {{target}}{{path}} 주소에서 다른 것이 응답합니다. 상태 코드 {{status}}.',
    advice: '콘텐츠 형식: {{contentType}}',
  },
  'companion.unauthorized': {
    short: '로그인 필요',
    verdict: '{{what}}: {{target}} 서비스에서 로그인을 요구합니다. 상태 코드 {{status}}.',
    advice: 'Binnacle에는 이 서비스의 자격 증명이 없으며, 클러스터의 자격 증명은 다른 곳에 보내지 않습니다.',
  },
  'companion.loginRefused': {
    short: '로그인 거부됨',
    verdict: '{{what}}: {{target}} 주소에서 입력한 로그인을 거부하거나 로그인을 요구합니다. 상태 코드 {{status}}.',
    advice: '이 주소의 로그인을 바꾸고, 저장하기 전에 시험해 보십시오.',
  },
  'companion.http': {
    short: '거부됨',
    verdict: '{{what}}: {{target}} 서비스가 상태 코드 {{status}} 응답을 보냈습니다.',
    advice: '시작하는 중이거나 앞에 있는 프록시가 응답했을 수 있습니다.',
  },
  'companion.malformed': {
    short: '읽을 수 없음',
    verdict: '{{what}}: {{target}} 서비스의 응답을 읽을 수 없습니다.',
    advice: '다른 것이 응답하고 있을 수 있습니다.',
  },
  'companion.tooLarge': {
    short: '너무 큼',
    verdict: '{{target}} 서비스의 응답이 {{limitMiB}} MiB보다 큽니다.',
    advice: 'Binnacle이 읽기를 중단했습니다.',
  },
  'companion.timeout': {
    short: '응답 없음',
    verdict: '{{target}} 서비스가 {{seconds}}초 안에 응답하지 않았습니다.',
    advice: '과부하 상태이거나 시작하는 중이거나 네트워크 정책이 연결을 막고 있을 수 있습니다.',
  },
  'companion.lost': {
    short: '연결 끊김',
    verdict: '응답이 오기 전에 {{target}} 서비스와의 연결이 끊어졌습니다.',
    advice: '파드가 종료되는 중일 수 있습니다. 다음에 다시 찾습니다.',
  },
  'companion.unsure': {
    short: '알 수 없음',
    verdict: '응답을 받지 못해 {{target}} 서비스가 처리했는지 알 수 없습니다.',
    advice: '자동으로 다시 보내지 않습니다. 지금 상태를 확인한 뒤 결정하십시오.',
  },
  'silence.refused': {
    short: '거부됨',
    verdict: '{{target}} 서비스가 사일런스를 받아들이지 않았습니다.',
    advice: '변경된 것은 없습니다. 이유는 서버의 메시지에 있습니다.',
  },
  'silence.gone': {
    short: '사라짐',
    verdict: '{{id}} 사일런스가 더 이상 없습니다.',
    advice: 'Alertmanager는 끝난 사일런스를 며칠 뒤에 지웁니다. 새로 만드십시오.',
  },
} as const;
