/** What is said of failures of targets, of scraping and of exporters, English; as in errors.en.ts, which has them in it. */

export const scrapeErrorsEn = {
  'targets.notKept': {
    short: 'no targets kept',
    verdict: 'Of this source only samples are kept, no targets.',
    advice: 'The explorer shows the samples.',
  },
  'targets.gone': {
    short: 'target gone',
    verdict: 'This target is not there any more.',
    advice: 'Discovery does not find it now, or it is found under other labels.',
  },
  'targets.notServed': {
    short: 'not told by this server',
    verdict: 'The server does not tell this: it has no {{endpoint}}.',
    advice:
      'Older versions do not have it, nor engines that scrape nothing. Connect to the Prometheus that scrapes the targets.',
  },
  'targets.tooLarge': {
    short: 'too many targets',
    verdict: 'The answer about all targets is larger than {{limitMiB}} MiB.',
    advice: 'Binnacle stopped reading. With keep_dropped_targets the server keeps fewer of the dropped ones.',
  },
  'targets.noSteps': {
    short: 'steps unknown',
    verdict: 'What relabelling did to this target of {{pool}} cannot be told.',
    advice:
      'The server does not say it, and the rules in its configuration do not lead to the labels of the target. Prometheus tells the discovered labels exactly from 2.43 on, and each step from 3.8 on.',
  },
  'targets.notOurs': {
    short: 'not scraped from here',
    verdict: 'The Prometheus scrapes this target, not Binnacle.',
    advice: 'What it scraped last is in the explorer.',
  },
  'targets.noBody': {
    short: 'no answer yet',
    verdict: 'The target has not answered yet.',
    advice: 'Scrape it now, or wait for its next scrape.',
  },
  'scrape.lookFailed': {
    short: 'could not be looked at',
    verdict: '{{target}} could not be looked at: {{reason}}.',
    advice: 'Its scrapes would fail for the same reason until that is mended.',
  },
  'scrape.allDown': {
    short: 'nothing answers',
    verdict: 'None of the {{targets}} targets that are scraped from here answers.',
    advice: 'What was recorded until now is here, and scraping goes on. The targets say why, one by one.',
  },
  'scrape.portsLeftOut': {
    short: 'ports are left out',
    verdict: 'Of {{first}} and its like, only {{limit}} ports each are scraped as {{job}}: {{leftOut}} are left out.',
    advice: 'The annotation prometheus.io/port says which port has the metrics.',
  },
  'scrape.targetsLeftOut': {
    short: 'targets are left out',
    verdict: '{{leftOut}} targets of {{job}} are left out: {{limit}} of a cluster are scraped at most.',
    advice: 'A cluster of this size is better scraped by a Prometheus of its own.',
  },
  'exporter.badUrl': {
    short: 'not to be scraped',
    verdict: '“{{url}}” cannot be scraped: {{reason}}.',
    advice:
      'Enter the URL of its metrics: http:// or https://, then host, port and path. Without a path it is /metrics.',
  },
  'exporter.duplicate': {
    short: 'added already',
    verdict: '{{url}} is scraped already, as “{{name}}”.',
    advice: 'Change that one, or enter another URL.',
  },
  'exporter.failed': {
    short: 'exporter does not answer',
    verdict: '{{url}} cannot be scraped: {{reason}}.',
    advice: 'Check that the exporter runs and that this computer reaches it. It can be added all the same.',
  },
  'exporter.badAnswer': {
    short: 'no metrics in its answer',
    verdict: '{{url}} answers, but not with metrics that Prometheus would take.',
    advice: 'Its path may be another one: most exporters have their metrics at /metrics.',
  },
} as const;
