/** What is said of failures of targets, of scraping and of exporters, Korean; in the order of the English ones. */

export const scrapeErrorsKo = {
  'targets.notKept': {
    short: '보관된 타깃 없음',
    verdict: '이 소스에는 샘플만 보관되어 있고 타깃은 없습니다.',
    advice: '샘플은 탐색기에서 볼 수 있습니다.',
  },
  'targets.gone': {
    short: '사라진 타깃',
    verdict: '이 타깃은 더 이상 없습니다.',
    advice: '지금은 발견되지 않거나 다른 레이블로 발견됩니다.',
  },
  'targets.notServed': {
    short: '이 서버가 알려 주지 않음',
    verdict: '서버가 이 정보를 알려 주지 않습니다. {{endpoint}} 경로가 없습니다.',
    advice: '이전 버전이나 스크랩하지 않는 엔진에는 없습니다. 타깃을 스크랩하는 Prometheus에 연결하십시오.',
  },
  'targets.tooLarge': {
    short: '타깃이 너무 많음',
    verdict: '모든 타깃에 대한 응답이 {{limitMiB}} MiB보다 큽니다.',
    advice: 'Binnacle이 읽기를 중단했습니다. keep_dropped_targets를 설정하면 서버가 제외된 타깃을 더 적게 보관합니다.',
  },
  'targets.noSteps': {
    short: '알 수 없는 단계',
    verdict: '{{pool}}의 이 타깃에 리레이블링이 어떻게 적용되었는지 알 수 없습니다.',
    advice:
      '서버가 알려 주지 않으며, 설정에 있는 규칙을 적용해도 타깃의 레이블이 나오지 않습니다. Prometheus는 2.43부터 발견된 레이블을 정확히 알려 주고, 3.8부터 각 단계를 알려 줍니다.',
  },
  'targets.notOurs': {
    short: '여기서 스크랩하지 않음',
    verdict: '이 타깃은 Binnacle이 아니라 Prometheus가 스크랩합니다.',
    advice: '마지막 스크랩 결과는 탐색기에 있습니다.',
  },
  'targets.noBody': {
    short: '아직 응답 없음',
    verdict: '타깃이 아직 응답하지 않았습니다.',
    advice: '지금 스크랩하거나 다음 스크랩을 기다리십시오.',
  },
  'scrape.lookFailed': {
    short: '살펴보지 못함',
    verdict: '{{target}} 대상을 살펴보지 못했습니다: {{reason}}.',
    advice: '고쳐질 때까지 스크랩도 같은 이유로 실패합니다.',
  },
  'scrape.allDown': {
    short: '응답하는 타깃 없음',
    verdict: '여기서 스크랩하는 타깃 {{targets}}개가 모두 응답하지 않습니다.',
    advice: '지금까지 기록한 것은 여기 있고, 스크랩은 계속됩니다. 이유는 타깃마다 나와 있습니다.',
  },
  'scrape.portsLeftOut': {
    short: '일부 포트 제외',
    verdict: '{{first}} 등은 {{job}} 작업에서 포트를 {{limit}}개까지만 스크랩합니다. {{leftOut}}개를 제외했습니다.',
    advice: '메트릭이 있는 포트는 prometheus.io/port 애너테이션으로 지정합니다.',
  },
  'scrape.targetsLeftOut': {
    short: '일부 타깃 제외',
    verdict: '{{job}} 작업의 타깃 {{leftOut}}개를 제외했습니다. 한 클러스터에서 {{limit}}개까지 스크랩합니다.',
    advice: '이 정도 규모의 클러스터는 자체 Prometheus로 스크랩하는 편이 낫습니다.',
  },
  'exporter.badUrl': {
    short: '스크랩할 수 없는 주소',
    verdict: '“{{url}}” 주소는 스크랩할 수 없습니다: {{reason}}.',
    advice:
      '메트릭의 URL을 입력하십시오. http:// 또는 https:// 다음에 호스트, 포트, 경로가 옵니다. 경로가 없으면 /metrics입니다.',
  },
  'exporter.duplicate': {
    short: '이미 추가됨',
    verdict: '{{url}} 주소는 “{{name}}”(으)로 이미 스크랩하고 있습니다.',
    advice: '그 익스포터를 바꾸거나 다른 URL을 입력하십시오.',
  },
  'exporter.failed': {
    short: '익스포터 응답 없음',
    verdict: '{{url}} 주소를 스크랩할 수 없습니다: {{reason}}.',
    advice: '익스포터가 실행 중인지, 이 컴퓨터에서 연결되는지 확인하십시오. 그대로 추가할 수도 있습니다.',
  },
  'exporter.badAnswer': {
    short: '메트릭이 아닌 응답',
    verdict: '{{url}} 주소가 응답하지만 Prometheus에서 받을 수 있는 메트릭이 아닙니다.',
    advice: '경로가 다를 수 있습니다. 대부분의 익스포터는 /metrics 경로에 메트릭이 있습니다.',
  },
} as const;
