/** What is said for each expected failure, Korean. A name is always followed by a noun, so that no particle depends on the name. */
import type { errorsEn } from './errors.en.ts';
import type { KoreanOf } from './korean-of.ts';

export const errorsKo: KoreanOf<typeof errorsEn> = {
  'kubeconfig.notFound': {
    short: '파일 없음',
    verdict: '{{path}} 파일이 없습니다.',
    advice: '그 자리에 kubeconfig를 두거나, --kubeconfig 옵션으로 파일을 지정해 Binnacle을 시작하십시오.',
  },
  'kubeconfig.unreadable': {
    short: '파일을 읽을 수 없음',
    verdict: '{{path}} 파일을 읽을 수 없습니다.',
    advice: '읽기 권한이 있는지 확인하십시오. 파일이 바뀌면 Binnacle이 다시 읽습니다.',
  },
  'kubeconfig.empty': {
    short: '빈 파일',
    verdict: '{{path}} 파일이 비어 있습니다.',
    advice: 'kubeconfig에는 클러스터, 사용자, 컨텍스트가 적혀 있어야 합니다. 파일이 바뀌면 Binnacle이 다시 읽습니다.',
  },
  'kubeconfig.notText': {
    short: '텍스트가 아님',
    verdict: '{{path}} 파일은 텍스트가 아닙니다.',
    advice: 'kubeconfig는 YAML 파일입니다. 올바른 파일인지 확인하십시오.',
  },
  'kubeconfig.malformed': {
    short: 'kubeconfig가 아님',
    verdict: '{{path}} 파일의 {{line}}행 {{column}}열이 잘못되었습니다.',
    advice: '고칠 때까지 이 파일의 컨텍스트는 제외됩니다. 파일이 바뀌면 Binnacle이 다시 읽습니다.',
  },
  'context.unknown': {
    short: '알 수 없는 컨텍스트',
    verdict: '어느 kubeconfig에도 {{context}} 컨텍스트가 더는 없습니다.',
    advice: '이름이 바뀌었거나 삭제되었을 수 있습니다. 왼쪽에서 다른 컨텍스트를 고르십시오.',
  },
  'context.noCluster': {
    short: '클러스터 없음',
    verdict: '{{context}} 컨텍스트가 가리키는 {{cluster}} 클러스터는 어느 kubeconfig에도 정의되어 있지 않습니다.',
    advice: 'kubeconfig에 그 클러스터를 추가하거나, 컨텍스트에 적힌 이름을 고치십시오.',
  },
  'context.noUser': {
    short: '사용자 없음',
    verdict: '{{context}} 컨텍스트가 가리키는 {{user}} 사용자는 어느 kubeconfig에도 정의되어 있지 않습니다.',
    advice: 'kubeconfig에 그 사용자를 추가하거나, 컨텍스트에 적힌 이름을 고치십시오.',
  },
  'auth.unsupported': {
    short: '지원하지 않는 로그인',
    verdict: 'Binnacle은 아직 {{method}} 방식으로 {{user}} 사용자로 로그인할 수 없습니다.',
    advice: '클라이언트 인증서나 토큰은 쓸 수 있습니다. 그중 하나를 쓰는 사용자 항목을 kubeconfig에 추가하십시오.',
  },
  'auth.badCredentials': {
    short: '자격 증명을 읽을 수 없음',
    verdict: '{{user}} 사용자의 자격 증명을 읽을 수 없습니다.',
    advice: 'kubeconfig에서 이 사용자의 인증서, 키 또는 토큰을 고친 뒤 다시 시도하십시오.',
  },
  'api.unreachable': {
    short: '연결할 수 없음',
    verdict: 'API 서버 {{server}} 주소에 연결할 수 없습니다.',
    advice: '네트워크와 VPN을 확인하고, kubeconfig에 적힌 주소가 맞는지 확인하십시오.',
  },
  'api.timeout': {
    short: '응답 없음',
    verdict: 'API 서버 {{server}} 주소에서 {{seconds}} s 안에 응답이 오지 않았습니다.',
    advice: '서버에 부하가 많거나, 방화벽이 연결을 버리고 있을 수 있습니다.',
  },
  'api.tls': {
    short: '인증서 거부',
    verdict: 'API 서버 {{server}} 주소의 신원을 확인할 수 없습니다.',
    advice: 'kubeconfig의 인증 기관이 이 서버와 맞지 않습니다. 클러스터에서 kubeconfig를 다시 받으십시오.',
  },
  'api.unauthorized': {
    short: '로그인 거부',
    verdict: 'API 서버 {{server}} 주소에서 {{user}} 사용자의 자격 증명을 받아들이지 않습니다.',
    advice: '만료되었을 가능성이 큽니다. kubeconfig에서 갱신한 뒤 다시 시도하십시오.',
  },
  'api.forbidden': {
    short: '접근 거부',
    verdict:
      '{{user}} 사용자에게는 {{namespace}} 네임스페이스에서 {{resource}} 리소스에 대한 {{verb}} 권한이 없습니다.',
    verdict_cluster: '{{user}} 사용자에게는 이 클러스터에서 {{resource}} 리소스에 대한 {{verb}} 권한이 없습니다.',
    advice: '클러스터 관리자에게 이 권한 하나를 요청한 뒤 다시 시도하십시오.',
  },
  'api.notFound': {
    short: '찾을 수 없음',
    verdict: 'API 서버 {{server}} 주소에는 {{path}} 경로가 없습니다.',
    advice: 'kubeconfig에 적힌 주소가 Kubernetes API 서버의 주소가 아닐 수 있습니다.',
  },
  'api.failed': {
    short: '서버 오류',
    verdict: 'API 서버 {{server}} 주소로 보낸 {{path}} 요청에 상태 코드 {{status}} 응답이 왔습니다.',
    advice: '서버 쪽 문제입니다. 서버가 보낸 말이 있으면 아래에 있습니다.',
  },
  'api.notJson': {
    short: 'API 서버가 아님',
    verdict:
      '{{server}} 주소에서 응답한 것은 Kubernetes API 서버가 아닙니다: 상태 코드 {{status}}, 콘텐츠 형식 {{contentType}}.',
    advice: '로그인 페이지나 프록시가 사이에 있을 수 있습니다. 브라우저에서 주소를 열어 확인하십시오.',
  },
  'api.tooLarge': {
    short: '응답이 너무 큼',
    verdict: 'API 서버 {{server}} 주소에서 보낸 응답 하나가 {{limitMiB}} MiB를 넘었습니다.',
    advice: '이 컴퓨터의 메모리를 채우지 않도록 Binnacle이 읽기를 멈추었습니다.',
  },
  'discovery.none': {
    short: 'Prometheus 없음',
    verdict: '이 클러스터에서 Prometheus를 찾지 못했습니다.',
    advice:
      'API 서버 {{server}} 주소에서는 응답했지만, 레이블이나 이름으로 보아 Prometheus인 서비스가 없습니다. 방금 설치했다면 다시 시도하십시오.',
  },
  'discovery.noneAnswered': {
    short: 'Prometheus 응답 없음',
    verdict: '{{candidate}} 서비스가 Prometheus로 보이지만 응답하지 않았습니다.',
    advice: '파드가 실행 중이고 준비되었는지 확인한 뒤 다시 시도하십시오.',
  },
  'portForward.forbidden': {
    short: '접근 거부',
    verdict: '여기에 Prometheus가 있지만, {{user}} 사용자에게는 접근 권한이 없습니다.',
    advice:
      '{{pod}} 파드로 포트 포워딩을 하려면 {{namespace}} 네임스페이스에서 pods/portforward 리소스에 대한 {{verb}} 권한이 필요합니다. 클러스터 관리자에게 이 권한 하나를 요청하십시오. 클러스터에서 바뀌는 것은 없습니다.',
  },
  'portForward.refused': {
    short: '포트 거부',
    verdict: '{{pod}} 파드의 포트 {{port}} 연결이 거부되었습니다.',
    advice: '아직 아무것도 그 포트에서 기다리지 않거나, 서비스에 다른 포트가 적혀 있습니다.',
  },
  'portForward.closed': {
    short: '터널 닫힘',
    verdict: '{{pod}} 파드로 가는 터널이 닫혔습니다.',
    advice: '파드가 교체되었을 수 있습니다. Binnacle이 현재 파드를 찾아 새 터널을 만듭니다.',
  },
  'portForward.noReadyPod': {
    short: '준비된 파드 없음',
    verdict: '{{namespace}}/{{service}} 서비스에 준비된 파드가 없습니다.',
    advice: 'Prometheus가 시작 중이거나 축소되었을 수 있습니다.',
  },
  'prometheus.badData': {
    short: '표현식 거부',
    verdict: 'Prometheus가 이 표현식을 이해하지 못합니다.',
    advice: 'Prometheus가 보낸 말에 무엇을 기대했는지 적혀 있습니다.',
  },
  'prometheus.execution': {
    short: '쿼리 실패',
    verdict: 'Prometheus가 이 표현식을 계산하지 못했습니다.',
    advice: 'Prometheus가 보낸 말에 원인이 적혀 있습니다.',
  },
  'prometheus.timeout': {
    short: '쿼리가 너무 느림',
    verdict: 'Prometheus가 {{seconds}} s 뒤에 쿼리를 포기했습니다.',
    advice: '더 짧은 범위, 더 긴 간격, 더 적은 시계열로 요청하십시오.',
  },
  'prometheus.unavailable': {
    short: 'Prometheus 준비 안 됨',
    verdict: 'Prometheus가 준비되지 않았습니다. 상태 코드 {{status}} 응답이 왔습니다.',
    advice: '시작하거나 종료하는 중입니다. 시작한 뒤에는 로그를 먼저 읽으므로 몇 분이 걸릴 수 있습니다.',
  },
  'prometheus.http': {
    short: '예상 밖의 응답',
    verdict: 'Prometheus에서 상태 코드 {{status}} {{statusText}} 응답이 왔습니다.',
    advice: '앞에 있는 프록시가 대신 응답했을 수 있습니다.',
  },
  'prometheus.notJson': {
    short: 'Prometheus가 아님',
    verdict: '응답한 것은 Prometheus의 API가 아닙니다: 상태 코드 {{status}}, 콘텐츠 형식 {{contentType}}.',
    advice: '프록시가 사이에 있거나, Prometheus의 API가 다른 경로에 있을 수 있습니다.',
  },
  'prometheus.malformed': {
    short: '잘못된 응답',
    verdict: 'Prometheus의 응답이 {{byte}}번째 바이트에서 형식에 어긋납니다.',
    advice: '틀릴 수 있으므로 아무것도 표시하지 않습니다. 쿼리를 다시 실행하십시오.',
  },
  'prometheus.truncated': {
    short: '끊긴 응답',
    verdict: 'Prometheus의 응답이 {{receivedBytes}}바이트 뒤에 끊겼습니다.',
    advice: '온전하지 않으므로 아무것도 표시하지 않습니다. 쿼리를 다시 실행하십시오.',
  },
  'prometheus.tooLarge': {
    short: '응답이 너무 큼',
    verdict: '응답이 {{limitMiB}} MiB보다 큽니다.',
    advice: 'Binnacle이 읽기를 멈추었습니다. 더 짧은 범위, 더 긴 간격, 더 적은 시계열로 요청하십시오.',
  },
  'prometheus.connectionLost': {
    short: '연결 끊김',
    verdict: 'Prometheus와의 연결이 끊겼습니다.',
    advice: '컨텍스트가 다시 실시간이 되면 쿼리를 다시 실행하십시오.',
  },
  'query.deadline': {
    short: '쿼리가 너무 느림',
    verdict: '{{seconds}} s 안에 응답이 없어 쿼리를 취소했습니다.',
    advice: '더 짧은 범위, 더 긴 간격, 더 적은 시계열로 요청하십시오.',
  },
  'connection.notConnected': {
    short: '연결 안 됨',
    verdict: '이 컨텍스트는 연결되어 있지 않습니다.',
    advice: '먼저 연결한 뒤 쿼리를 다시 실행하십시오.',
  },
  'settings.unreadable': {
    short: '설정을 읽을 수 없음',
    verdict: '설정 파일 {{path}} 경로를 읽을 수 없습니다.',
    advice: '파일은 그대로 따로 두었고, 기본 설정을 쓰고 있습니다.',
  },
  'settings.unwritable': {
    short: '설정이 저장되지 않음',
    verdict: '설정 파일 {{path}} 경로에 쓸 수 없습니다.',
    advice: '고른 설정은 Binnacle이 끝날 때까지만 유지됩니다.',
  },
  'rpc.disconnected': {
    short: 'Binnacle 응답 없음',
    verdict: '이 페이지와 Binnacle의 연결이 끊겼습니다.',
    advice: 'Binnacle이 실행되면 저절로 다시 연결됩니다.',
  },
  'rpc.unknownMethod': {
    short: '버전 다름',
    verdict: '이 페이지가 요청한 {{method}} 메서드를 Binnacle이 알지 못합니다.',
    advice: '페이지와 프로그램의 버전이 다릅니다. 페이지를 새로 고치십시오.',
  },
  'rpc.badInput': {
    short: '요청 거부',
    verdict: '이 페이지가 {{method}} 메서드로 보낸 내용을 Binnacle이 거부했습니다.',
    advice: '페이지와 프로그램의 버전이 다를 수 있습니다. 페이지를 새로 고치십시오.',
  },
  'rpc.tooLarge': {
    short: '너무 큼',
    verdict: '이 페이지가 {{method}} 메서드로 보낸 내용이 {{limitMiB}} MiB보다 큽니다.',
    advice: '줄여서 다시 보내십시오.',
  },
  'rpc.tooMany': {
    short: '요청이 너무 많음',
    verdict: '이 페이지가 동시에 보낸 요청이 {{limit}}개를 넘었습니다.',
    advice: '일부가 끝날 때까지 기다리거나 취소하십시오.',
  },
  'rpc.internal': {
    short: 'Binnacle 내부 오류',
    verdict: 'Binnacle 자체에서 오류가 났습니다. 클러스터가 아니라 프로그램의 문제입니다.',
    advice: '다시 시도하십시오. 자세한 내용은 Binnacle의 로그에 있습니다.',
  },
};
