/** What is said for each expected failure, Korean. A name is always followed by a noun, so that no particle depends on the name. */

import { companionErrorsKo } from './companion-errors.ko.ts';
import type { errorsEn } from './errors.en.ts';
import { historyErrorsKo } from './history-errors.ko.ts';
import type { KoreanOf } from './korean-of.ts';
import { recorderErrorsKo } from './recorder-errors.ko.ts';
import { recorderRuleErrorsKo } from './recorder-rule-errors.ko.ts';
import { scrapeErrorsKo } from './scrape-errors.ko.ts';
import { statusErrorsKo } from './status-errors.ko.ts';

export const errorsKo: KoreanOf<typeof errorsEn> = {
  'kubeconfig.notFound': {
    short: '파일 없음',
    verdict: '{{path}} 파일이 없습니다.',
    advice: '그 자리에 kubeconfig를 두거나, 설정에서 다른 파일을 지정하십시오.',
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
    advice: '읽을 수 있는 부분은 쓰고, 나머지는 고칠 때까지 제외합니다. 파일이 바뀌면 Binnacle이 다시 읽습니다.',
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
    verdict: 'Binnacle은 {{method}} 방식으로 {{user}} 사용자로 로그인할 수 없습니다.',
    advice:
      '인증서, 토큰, 프로그램(exec), OIDC, 비밀번호는 쓸 수 있습니다. kubeconfig를 다시 받으십시오. 대부분의 클러스터가 그중 하나를 내줍니다.',
  },
  'auth.badCredentials': {
    short: '자격 증명을 읽을 수 없음',
    verdict: '{{user}} 사용자의 자격 증명을 읽을 수 없습니다.',
    advice: 'kubeconfig에서 이 사용자의 인증서, 키 또는 토큰을 고친 뒤 다시 시도하십시오.',
  },
  'auth.execConsent': {
    short: '동의 필요',
    verdict: '{{file}} 파일이 {{user}} 사용자로 로그인하려고 프로그램을 실행하려 합니다.',
    advice:
      '아직 동의하지 않았습니다. Binnacle은 kubeconfig에 적힌 프로그램을 사용자가 동의했거나 kubectl도 같은 파일을 읽을 때만 실행합니다.',
  },
  'auth.execNotFound': {
    short: '프로그램 없음',
    verdict: '{{user}} 사용자로 로그인하는 데 필요한 {{command}} 프로그램을 찾지 못했습니다.',
    advice: '프로그램을 설치하거나 설정의 추가 PATH에 그 폴더를 넣은 뒤 다시 시도하십시오.',
  },
  'auth.execFailed': {
    short: '로그인 프로그램 실패',
    verdict: '{{command}} 프로그램이 {{user}} 사용자로 로그인하지 못하고 끝났습니다: {{exit}}.',
    advice: '프로그램이 남긴 말은 아래에 있습니다. 터미널에서 실행해 로그인한 뒤 다시 시도하십시오.',
  },
  'auth.execTimeout': {
    short: '로그인 프로그램이 너무 느림',
    verdict: '{{command}} 프로그램이 {{seconds}} s 안에 {{user}} 사용자로 로그인하지 못했습니다.',
    advice:
      '프로그램을 끝냈습니다. 브라우저나 네트워크의 응답을 기다리는 것일 수 있습니다. 터미널에서 한 번 실행한 뒤 다시 시도하십시오.',
  },
  'auth.execBadAnswer': {
    short: '잘못된 로그인 응답',
    verdict: '{{command}} 프로그램이 끝났지만 {{user}} 사용자의 자격 증명을 내놓지 않았습니다.',
    advice:
      'kubeconfig가 프로그램과 다른 버전을 요구할 수 있습니다. 프로그램을 업데이트하거나 kubeconfig를 다시 받으십시오.',
  },
  'auth.execNeedsTerminal': {
    short: '터미널 필요',
    verdict: '{{user}} 사용자로 로그인하는 {{command}} 프로그램이 터미널에서 질문하려 합니다.',
    advice:
      'Binnacle에는 터미널이 없습니다. 터미널에서 그 프로그램으로 로그인하고, kubeconfig의 interactiveMode 값을 IfAvailable로 바꾸십시오.',
  },
  'auth.oidcFailed': {
    short: 'OIDC 로그인 실패',
    verdict: '{{issuer}} 발급자에서 {{user}} 사용자의 토큰을 갱신하지 못했습니다.',
    advice: '이 kubeconfig를 만든 도구로 다시 로그인한 뒤 다시 시도하십시오.',
  },
  'auth.refusedOften': {
    short: '로그인 거듭 거부',
    verdict: 'API 서버 {{server}} 주소에서 {{user}} 사용자의 로그인을 {{times}}번 거부하여 Binnacle이 멈추었습니다.',
    advice: '계속 시도하면 계정이 잠길 수 있습니다. kubeconfig에서 자격 증명을 갱신한 뒤 다시 시도하십시오.',
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
    advice:
      'kubeconfig의 인증 기관이 이 서버와 맞지 않습니다. 클러스터에서 kubeconfig를 다시 받으십시오. 인증 기관이 적혀 있지 않다면 설정에 추가하십시오.',
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
  'api.busy': {
    short: '서버 과부하',
    verdict: 'API 서버 {{server}} 주소에서 상태 코드 {{status}} 응답으로 쉬어 달라고 요청했습니다.',
    advice:
      '부하가 많거나 시작하는 중이어서 {{retryAfterSeconds}} s 동안 요청하지 말아 달라고 합니다. Binnacle이 이를 따릅니다.',
  },
  'api.proxy': {
    short: '프록시 실패',
    verdict: '{{proxy}} 프록시에서 {{server}} 주소로 가는 연결을 막았습니다.',
    advice: 'API 서버에는 닿지 못했습니다. 설정, 환경 변수, kubeconfig의 프록시를 확인하십시오.',
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
    verdict: '{{candidate}} 서비스가 Prometheus로 보이지만 어느 방법으로도 응답이 오지 않았습니다.',
    advice: '파드가 실행 중이고 준비되었는지 확인한 뒤 다시 시도하십시오.',
  },
  'discovery.chosenGone': {
    short: '선택한 서비스 없음',
    verdict: '이 클러스터에서 선택한 {{candidate}} 서비스가 더는 없습니다.',
    advice: '이름이 바뀌었거나 삭제되었을 수 있습니다. 디스커버리 보기에서 다른 서비스를 고르거나 선택을 지우십시오.',
  },
  'probe.unauthorized': {
    short: '로그인 필요',
    verdict: '{{target}} 서버에서 로그인을 요구합니다: 상태 코드 {{status}}.',
    advice: '사용자 이름과 비밀번호, 토큰, 인증서 중 하나와 함께 주소를 입력하십시오.',
  },
  'probe.loginPage': {
    short: '로그인 페이지',
    verdict: '{{target}}{{path}} 주소에서 Prometheus의 API가 아니라 사람이 보는 페이지가 응답했습니다.',
    verdict_location: '{{target}} 서버가 Binnacle을 사람이 로그인하는 페이지로 보냅니다: {{location}}',
    advice: '앞에 로그인이 있습니다. 거기에 맞는 자격 증명과 함께 주소를 입력하십시오.',
  },
  'probe.redirect': {
    short: '다른 곳으로 안내',
    verdict: '{{target}} 서버에서 다른 곳으로 가라고 합니다: {{location}}.',
    advice: 'Binnacle은 다른 오리진으로 따라가지 않습니다. 그 주소가 맞으면 직접 입력하십시오.',
  },
  'probe.notPrometheus': {
    short: 'Prometheus가 아님',
    verdict:
      '{{target}}{{path}} 주소에서 응답한 것은 Prometheus의 API가 아닙니다: 상태 코드 {{status}}, 콘텐츠 형식 {{contentType}}.',
    advice:
      'API가 다른 경로에 있을 수 있습니다. 디스커버리 보기에서 서비스를 고르고 경로를 적거나, 경로까지 넣은 주소를 입력하십시오.',
  },
  'probe.timeout': {
    short: '응답 없음',
    verdict: '{{target}} 서버에서 {{seconds}} s 안에 응답이 오지 않았습니다.',
    advice: '부하가 많거나 시작하는 중이거나, 네트워크 정책이 연결을 버리고 있을 수 있습니다.',
  },
  'probe.starting': {
    short: 'Prometheus 시작 중',
    verdict: '{{target}} 서버가 시작하는 중입니다: 로그 세그먼트 {{all}}개 중 {{read}}개를 읽었습니다.',
    advice: '모두 읽으면 응답합니다. 로그가 크면 몇 분이 걸리며, 잃는 것은 없습니다.',
  },
  'probe.agent': {
    short: '에이전트',
    verdict:
      '{{target}} 서버는 Prometheus 에이전트입니다. 스크레이프한 것을 다른 곳으로 보내며, 질의할 수 있는 것을 저장하지 않습니다.',
    advice:
      '그래도 선택하면 타깃과 구성을 볼 수 있습니다. 그래프와 경고를 보려면 remote_write가 보내는 서버의 주소를 입력하거나 Binnacle이 직접 스크레이프하게 하세요.',
  },
  'probe.failed': {
    short: '연결 끊김',
    verdict: '응답이 오기 전에 {{target}} 서버와의 연결이 끊겼습니다.',
    advice: '아직 아무것도 그곳에서 기다리지 않거나, http와 https 중 다른 프로토콜을 쓸 수 있습니다.',
  },
  'apiProxy.forbidden': {
    short: '접근 거부',
    verdict: '{{user}} 사용자에게는 API 서버의 프록시로 {{service}} 서비스에 접근할 권한이 없습니다.',
    advice:
      '{{namespace}} 네임스페이스에서 services/proxy 리소스에 대한 {{verb}} 권한이 필요합니다. 클러스터 관리자에게 요청하십시오.',
  },
  'apiProxy.failed': {
    short: '프록시 대상 응답 없음',
    verdict: 'API 서버가 {{namespace}}/{{service}} 서비스에 닿지 못했습니다: 상태 코드 {{status}}.',
    advice: '서비스의 파드가 준비되었는지, API 서버가 파드로 연결할 수 있는지 확인하십시오.',
  },
  'address.unknown': {
    short: '삭제된 주소',
    verdict: '{{address}} 주소가 더는 보관되어 있지 않습니다.',
    advice: '삭제된 주소입니다. 다시 입력하거나 서버에 접근할 다른 방법을 고르십시오.',
  },
  'address.badUrl': {
    short: '주소가 아님',
    verdict: '“{{url}}” 값은 서버의 주소가 아닙니다.',
    advice: '주소는 http:// 또는 https:// 다음에 호스트가 옵니다. /api/v1 앞의 경로도 주소에 넣습니다.',
  },
  'address.unreachable': {
    short: '연결할 수 없음',
    verdict: '{{url}} 주소의 서버에 연결할 수 없습니다.',
    advice: '네트워크, VPN, 프록시를 확인하고 주소가 맞는지 확인하십시오.',
  },
  'address.tls': {
    short: '인증서 거부',
    verdict: '{{url}} 주소에 있는 서버의 신원을 확인할 수 없습니다.',
    advice: '인증서에 서명한 인증 기관의 PEM 파일이나 인증서에 적힌 이름을 주소에 넣으십시오.',
  },
  'address.badCredentials': {
    short: '자격 증명을 읽을 수 없음',
    verdict: '{{name}} 주소의 자격 증명을 읽을 수 없습니다.',
    advice: '주소에서 파일이나 암호를 고치십시오.',
  },
  'address.secretMissing': {
    short: '비밀 값 없음',
    verdict: '{{name}} 주소의 비밀 값이 없습니다: {{what}}.',
    advice: '한 세션 동안만 보관되었거나, 키체인에서 삭제되었거나, 키체인이 잠겨 있습니다. 다시 입력하십시오.',
  },
  'address.badMatchers': {
    short: '매처 이해 불가',
    verdict: '“{{matchers}}” 매처는 모든 쿼리에 덧붙일 수 없습니다.',
    advice: '레이블 매처를 PromQL처럼 쉼표로 나누어 쓰십시오: cluster="a",env=~"prod|stage".',
  },
  'secrets.unavailable': {
    short: '키체인 실패',
    verdict: '이 컴퓨터의 키체인에 비밀 값을 넣거나 꺼내지 못했습니다.',
    advice:
      '키체인의 잠금을 푼 뒤 다시 시도하십시오. 키체인이 없다면 비밀 값을 다시 입력하십시오. Binnacle이 끝날 때까지 보관됩니다.',
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
  'prometheus.agent': {
    short: '에이전트',
    verdict:
      '이 Prometheus는 에이전트입니다. 스크레이프한 것을 다른 곳으로 보내며, 질의할 수 있는 것을 저장하지 않습니다.',
    advice:
      '타깃, 발견한 것, 구성, 플래그, 런타임은 볼 수 있습니다. 그래프, 경고, 규칙을 보려면 remote_write가 보내는 서버에 연결하세요.',
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
    advice: '가능하면 Binnacle이 스스로 다시 연결합니다.',
  },
  'query.deadline': {
    short: '쿼리가 너무 느림',
    verdict: '{{seconds}} s 안에 응답이 없어 쿼리를 취소했습니다.',
    advice: '더 짧은 범위, 더 긴 간격, 더 적은 시계열로 요청하십시오.',
  },
  'query.invalid': {
    short: '표현식 거부',
    verdict: '올바른 PromQL 표현식이 아닙니다.',
    advice: '무엇을 기대했는지 아래에 위치와 함께 적혀 있습니다.',
  },
  'query.failed': {
    short: '쿼리 실패',
    verdict: '이 표현식을 계산하지 못했습니다.',
    advice: '원인이 아래에 Prometheus의 표현 그대로 적혀 있습니다.',
  },
  'query.tooMuch': {
    short: '쿼리가 너무 큼',
    verdict: '이 쿼리에는 {{limitMiB}} MiB보다 많은 메모리가 필요합니다.',
    advice: '더 짧은 범위나 더 긴 간격으로 요청하거나, 매처를 더해 더 적은 시계열을 고르십시오.',
  },
  'connection.notConnected': {
    short: '연결 안 됨',
    verdict: '이 컨텍스트는 연결되어 있지 않습니다.',
    advice: '먼저 연결하십시오.',
  },
  'settings.unreadable': {
    short: '설정을 읽을 수 없음',
    verdict: '설정 파일 {{path}} 경로를 읽을 수 없습니다.',
    advice: '파일은 그대로 따로 두었고, 기본 설정을 쓰고 있습니다.',
  },
  'settings.future': {
    short: '더 새로운 설정',
    verdict: '설정 파일 {{path}} 경로는 더 새로운 Binnacle의 것입니다: 형식 {{version}}.',
    advice:
      '파일은 그대로 두었고, Binnacle이 끝날 때까지 기본 설정을 씁니다. 더 새로운 Binnacle을 시작하거나 파일을 옮기십시오.',
  },
  'settings.partlyRead': {
    short: '설정 일부만 읽음',
    verdict: '설정 일부를 읽지 못했습니다: {{keys}}.',
    advice: '이 설정들은 이제 기본값이며 나머지는 그대로입니다. 원래 파일은 {{path}} 경로에 있습니다.',
  },
  'settings.unwritable': {
    short: '설정이 저장되지 않음',
    verdict: '설정 파일 {{path}} 경로에 쓸 수 없습니다.',
    advice: '고른 설정은 Binnacle이 끝날 때까지만 유지됩니다.',
  },
  'data.unreadable': {
    short: '보관한 데이터를 읽을 수 없음',
    verdict: '보관해 둔 것을 읽지 못했습니다.',
    advice: '새로 시작합니다. 전에 있던 것은 {{path}} 파일에 있습니다({{reason}}).',
  },
  'data.partlyRead': {
    short: '일부만 읽음',
    verdict: '보관해 둔 것 가운데 {{entries}}개를 읽지 못했습니다.',
    advice: '나머지는 그대로입니다. 원래 파일은 {{path}} 경로에 있습니다.',
  },
  'data.future': {
    short: '더 새로운 Binnacle이 보관함',
    verdict: '더 새로운 Binnacle이 쓴 파일입니다.',
    advice: '{{path}} 파일은 그대로 두며, 새로 보관하지 않습니다. 더 새로운 Binnacle을 시작하십시오.',
  },
  'data.unwritable': {
    short: '보관할 수 없음',
    verdict: '새로운 것을 보관할 수 없습니다.',
    advice: 'Binnacle이 끝날 때까지만 남습니다. {{path}} 파일에 쓸 수 없습니다: {{reason}}.',
  },
  ...historyErrorsKo,
  ...recorderRuleErrorsKo,
  ...scrapeErrorsKo,
  ...statusErrorsKo,
  ...companionErrorsKo,
  ...recorderErrorsKo,
  'queries.tooLong': {
    short: '보관하기에 너무 긺',
    verdict: '보관하기에 너무 긴 식입니다.',
    advice: '{{limit}}자까지만 보관합니다. 실행은 할 수 있습니다.',
  },
  'queries.tooMany': {
    short: '자리가 없음',
    verdict: '이름이나 별이 있는 쿼리를 더 둘 자리가 없습니다.',
    advice: '보관한 {{limit}}개 가운데 몇 개를 지우십시오.',
  },
  'query.tooManyPoints': {
    short: '시점이 너무 많음',
    verdict: '시점이 {{points}}개가 됩니다.',
    advice: '한 번에 {{limit}}개까지만 묻습니다. 더 성긴 해상도나 더 짧은 범위를 고르십시오.',
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
