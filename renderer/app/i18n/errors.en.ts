/**
 * What is said for each expected failure, English. `short` stands beside "Stopped" and "Backing off"; `verdict` says what is;
 * `advice` says why and what to do. `_cluster`: the same where the right is missing for the whole cluster, not in one namespace.
 * `_location`: the same where the server sent Binnacle there. The facts in braces are those that shared/base/errors.ts names beside the code.
 */
import type { ErrorCode } from '../../../shared/base/errors.ts';
import { companionErrorsEn } from './companion-errors.en.ts';
import { historyErrorsEn } from './history-errors.en.ts';
import { recorderErrorsEn } from './recorder-errors.en.ts';
import { recorderRuleErrorsEn } from './recorder-rule-errors.en.ts';
import { scrapeErrorsEn } from './scrape-errors.en.ts';
import { statusErrorsEn } from './status-errors.en.ts';

interface ErrorTexts {
  readonly short: string;
  readonly verdict: string;
  readonly verdict_cluster?: string;
  readonly verdict_location?: string;
  readonly advice: string;
}

export const errorsEn = {
  'kubeconfig.notFound': {
    short: 'file missing',
    verdict: 'There is no file {{path}}.',
    advice: 'Put a kubeconfig there, or name another file in the settings.',
  },
  'kubeconfig.unreadable': {
    short: 'file unreadable',
    verdict: 'The file {{path}} cannot be read: {{reason}}.',
    advice: 'Check that you may read it. Binnacle looks again when the file changes.',
  },
  'kubeconfig.empty': {
    short: 'file empty',
    verdict: 'The file {{path}} is empty.',
    advice: 'A kubeconfig names clusters, users and contexts. Binnacle looks again when the file changes.',
  },
  'kubeconfig.notText': {
    short: 'not a text file',
    verdict: 'The file {{path}} is not text.',
    advice: 'A kubeconfig is a YAML file. Check that this is the right file.',
  },
  'kubeconfig.malformed': {
    short: 'not a kubeconfig',
    verdict: 'The file {{path}} is wrong at line {{line}}, column {{column}}.',
    advice:
      'What can be read of it is used, the rest is left out until it is corrected. Binnacle looks again when the file changes.',
  },
  'context.unknown': {
    short: 'unknown context',
    verdict: 'No kubeconfig has the context {{context}} any more.',
    advice: 'It may have been renamed or removed. Choose another one at the left.',
  },
  'context.noCluster': {
    short: 'no cluster',
    verdict: 'The context {{context}} names the cluster {{cluster}}, which no kubeconfig defines.',
    advice: 'Add the cluster to the kubeconfig, or correct its name in the context.',
  },
  'context.noUser': {
    short: 'no user',
    verdict: 'The context {{context}} names the user {{user}}, whom no kubeconfig defines.',
    advice: 'Add the user to the kubeconfig, or correct the name in the context.',
  },
  'auth.unsupported': {
    short: 'sign-in not supported',
    verdict: 'Binnacle cannot sign in as {{user}} by {{method}}.',
    advice:
      'Certificates, tokens, programs (exec), OIDC and passwords work. Fetch the kubeconfig again: most clusters hand one of these out.',
  },
  'auth.badCredentials': {
    short: 'credentials unreadable',
    verdict: 'The credentials of the user {{user}} cannot be read: {{reason}}.',
    advice: 'Correct the certificate, key or token of this user in the kubeconfig, then try again.',
  },
  'auth.execConsent': {
    short: 'consent needed',
    verdict: 'The file {{file}} wants to run a program to sign in as {{user}}.',
    advice:
      'You have not agreed to this yet. Binnacle runs a program that a kubeconfig names only where you said so, or where kubectl would read the same file.',
  },
  'auth.execNotFound': {
    short: 'program not found',
    verdict: 'To sign in as {{user}} the program {{command}} is needed, and it was not found.',
    advice: 'Install it, or add its folder to the extra PATH in the settings, then try again.',
  },
  'auth.execFailed': {
    short: 'sign-in program failed',
    verdict: 'The program {{command}} could not sign in as {{user}}: it ended with {{exit}}.',
    advice: 'What it said is below. Run it in a terminal to sign in there, then try again.',
  },
  'auth.execTimeout': {
    short: 'sign-in program too slow',
    verdict: 'The program {{command}} did not sign in as {{user}} within {{seconds}} s.',
    advice:
      'It was ended. It may be waiting for an answer in a browser or on the network: run it in a terminal once, then try again.',
  },
  'auth.execBadAnswer': {
    short: 'sign-in answer not valid',
    verdict: 'The program {{command}} ended, but gave no credentials for {{user}}: {{reason}}.',
    advice:
      'The kubeconfig may ask it for another version than it speaks. Update the program, or fetch the kubeconfig again.',
  },
  'auth.execNeedsTerminal': {
    short: 'needs a terminal',
    verdict: 'The program {{command}}, which signs in as {{user}}, wants to ask its questions in a terminal.',
    advice:
      'Binnacle has none. Sign in with the program in a terminal, and set interactiveMode to IfAvailable in the kubeconfig.',
  },
  'auth.oidcFailed': {
    short: 'OIDC sign-in failed',
    verdict: 'The token of {{user}} could not be renewed at {{issuer}}: {{reason}}.',
    advice: 'Sign in anew with the tool that wrote this kubeconfig, then try again.',
  },
  'auth.refusedOften': {
    short: 'sign-in refused again',
    verdict: 'The API server {{server}} refused the sign-in as {{user}} {{times}} times, so Binnacle stopped.',
    advice: 'Trying on could lock the account. Renew the credentials in the kubeconfig, then try again.',
  },
  'api.unreachable': {
    short: 'not reachable',
    verdict: 'The API server {{server}} cannot be reached: {{reason}}.',
    advice: 'Check the network and the VPN, and that the address in the kubeconfig is right.',
  },
  'api.timeout': {
    short: 'no answer',
    verdict: 'The API server {{server}} did not answer within {{seconds}} s.',
    advice: 'It may be overloaded, or a firewall may be swallowing the connection.',
  },
  'api.tls': {
    short: 'certificate refused',
    verdict: 'The identity of the API server {{server}} could not be confirmed: {{reason}}.',
    advice:
      'The certificate authority in the kubeconfig does not fit this server: fetch the kubeconfig again from the cluster. If it names none, add the authority in the settings.',
  },
  'api.unauthorized': {
    short: 'sign-in refused',
    verdict: 'The API server {{server}} does not accept the credentials of the user {{user}}.',
    advice: 'They have probably expired. Renew them in the kubeconfig, then try again.',
  },
  'api.forbidden': {
    short: 'access refused',
    verdict: 'The user {{user}} may not {{verb}} {{resource}} in the namespace {{namespace}}.',
    verdict_cluster: 'The user {{user}} may not {{verb}} {{resource}} in this cluster.',
    advice: 'Ask whoever looks after the cluster for this one verb, then try again.',
  },
  'api.notFound': {
    short: 'not found',
    verdict: 'The API server {{server}} has nothing at {{path}}.',
    advice: 'The address in the kubeconfig may be that of something else than a Kubernetes API server.',
  },
  'api.failed': {
    short: 'server error',
    verdict: 'The API server {{server}} answered {{path}} with status {{status}}.',
    advice: 'The fault lies with the server. Its own words, if it gave any, are below.',
  },
  'api.busy': {
    short: 'server busy',
    verdict: 'The API server {{server}} asked for a pause: it answered with status {{status}}.',
    advice:
      'It is overloaded or starting, and wants to be left alone for {{retryAfterSeconds}} s. Binnacle keeps to that.',
  },
  'api.proxy': {
    short: 'proxy failed',
    verdict: 'The proxy {{proxy}} did not let Binnacle through to {{server}}: {{reason}}.',
    advice:
      'The API server itself was not reached. Check the proxy in the settings, in the environment or in the kubeconfig.',
  },
  'api.notJson': {
    short: 'not an API server',
    verdict: 'What answered at {{server}} is not a Kubernetes API server: {{contentType}} with status {{status}}.',
    advice: 'A sign-in page or a proxy may stand in between. Open the address in a browser to see it.',
  },
  'api.tooLarge': {
    short: 'answer too large',
    verdict: 'The API server {{server}} sent more than {{limitMiB}} MiB for one answer.',
    advice: 'Binnacle stopped reading, so that it does not fill the memory of this computer.',
  },
  'discovery.none': {
    short: 'no Prometheus',
    verdict: 'No Prometheus was found in this cluster.',
    advice:
      'The API server {{server}} answered, but none of its services looks like a Prometheus, by its labels or by its name. If one has just been installed, try again.',
  },
  'discovery.noneAnswered': {
    short: 'Prometheus silent',
    verdict: 'The service {{candidate}} looks like a Prometheus, but no way to it led to an answer.',
    advice: 'Check that its pod is running and ready, then try again.',
  },
  'discovery.chosenGone': {
    short: 'chosen service gone',
    verdict: 'The service {{candidate}}, your choice for this cluster, is not there any more.',
    advice: 'It may have been renamed or removed. Choose another one under Discovery, or forget the choice.',
  },
  'probe.unauthorized': {
    short: 'wants a login',
    verdict: 'The server {{target}} wants a login: it answered with status {{status}}.',
    advice: 'Enter its address with a user name and a password, a token or a certificate.',
  },
  'probe.loginPage': {
    short: 'login page',
    verdict: 'At {{target}}{{path}} a page for people answered, not the API of Prometheus.',
    verdict_location: 'The server {{target}} sends Binnacle to a page where people sign in: {{location}}.',
    advice: 'A login stands in front of it. Enter its address with the credentials that it takes.',
  },
  'probe.redirect': {
    short: 'leads elsewhere',
    verdict: 'The server {{target}} sends Binnacle to another place: {{location}}.',
    advice: 'Binnacle does not follow to another origin. If that address is right, enter it yourself.',
  },
  'probe.notPrometheus': {
    short: 'not a Prometheus',
    verdict: 'What answers at {{target}}{{path}} is not the API of Prometheus: {{contentType}} with status {{status}}.',
    advice:
      'Its API may be under another path. Choose the service under Discovery and give the path, or enter the address with it.',
  },
  'probe.timeout': {
    short: 'no answer',
    verdict: 'The server {{target}} did not answer within {{seconds}} s.',
    advice: 'It may be overloaded or starting, or a network policy may be swallowing the connection.',
  },
  'probe.starting': {
    short: 'Prometheus starting',
    verdict: '{{target}} is starting: it has read {{read}} of {{all}} segments of its log.',
    advice: 'It answers when it has read them all. A large log takes minutes; nothing of it is lost.',
  },
  'probe.agent': {
    short: 'an agent',
    verdict: '{{target}} is a Prometheus agent: it sends on what it scrapes, and stores nothing that could be asked.',
    advice:
      'Choose it all the same to see its targets and its configuration. For graphs and alerts, type the address of the server that its remote_write sends to, or let Binnacle scrape the exporters itself.',
  },
  'probe.failed': {
    short: 'connection ended',
    verdict: 'The connection to {{target}} ended before an answer came: {{reason}}.',
    advice: 'Nothing may be listening there yet, or it may speak another protocol, http or https.',
  },
  'apiProxy.forbidden': {
    short: 'access refused',
    verdict: 'The user {{user}} may not reach {{service}} through the API server’s proxy.',
    advice:
      'It needs the verb {{verb}} on services/proxy in the namespace {{namespace}}. Ask whoever looks after the cluster for it.',
  },
  'apiProxy.failed': {
    short: 'proxy found nobody',
    verdict:
      'The API server could not reach the service {{namespace}}/{{service}}: it answered with status {{status}}.',
    advice: 'Check that a pod of the service is ready, and that the API server may open connections to it.',
  },
  'address.unknown': {
    short: 'address removed',
    verdict: 'The address {{address}} is not kept any more.',
    advice: 'It was removed. Enter it again, or choose another way to the server.',
  },
  'address.badUrl': {
    short: 'not an address',
    verdict: '“{{url}}” is no address of a server: {{reason}}.',
    advice: 'An address begins with http:// or https://, then the host. The path before /api/v1 belongs to it.',
  },
  'address.unreachable': {
    short: 'not reachable',
    verdict: 'The server at {{url}} cannot be reached: {{reason}}.',
    advice: 'Check the network, the VPN and the proxy, and that the address is right.',
  },
  'address.tls': {
    short: 'certificate refused',
    verdict: 'The identity of the server at {{url}} could not be confirmed: {{reason}}.',
    advice: 'Give the address the PEM file of the authority that signed its certificate, or the name that is in it.',
  },
  'address.badCredentials': {
    short: 'credentials unreadable',
    verdict: 'The credentials of the address {{name}} cannot be read: {{reason}}.',
    advice: 'Correct the files or the passphrase in the address.',
  },
  'address.secretMissing': {
    short: 'secret missing',
    verdict: 'A secret of the address {{name}} is not there: {{what}}.',
    advice:
      'It was kept for one session only, or was removed from the keychain, or the keychain is locked. Type it again.',
  },
  'address.badMatchers': {
    short: 'matchers not understood',
    verdict: '“{{matchers}}” cannot be added to every query: {{reason}}.',
    advice: 'Write label matchers as PromQL does, with commas between them: cluster="a",env=~"prod|stage".',
  },
  'secrets.unavailable': {
    short: 'keychain failed',
    verdict: 'The keychain of this computer did not give or take a secret: {{reason}}.',
    advice:
      'Unlock it, then try again. Where there is none, type the secret again: it is then kept until Binnacle ends.',
  },
  'portForward.forbidden': {
    short: 'access refused',
    verdict: 'A Prometheus is here, but the user {{user}} may not reach it.',
    advice:
      'A port-forward to the pod {{pod}} needs the verb {{verb}} on pods/portforward in the namespace {{namespace}}. Ask whoever looks after the cluster for it; it changes nothing there.',
  },
  'portForward.refused': {
    short: 'port refused',
    verdict: 'The pod {{pod}} refuses connections to port {{port}}.',
    advice: 'Nothing is listening there yet, or the service names another port: {{reason}}.',
  },
  'portForward.closed': {
    short: 'tunnel closed',
    verdict: 'The tunnel to the pod {{pod}} was closed: {{reason}}.',
    advice: 'The pod may have been replaced. Binnacle looks for the present one and builds a new tunnel.',
  },
  'portForward.noReadyPod': {
    short: 'no ready pod',
    verdict: 'The service {{namespace}}/{{service}} has no pod that is ready.',
    advice: 'Prometheus may be starting or may have been scaled down.',
  },
  'prometheus.badData': {
    short: 'expression refused',
    verdict: 'Prometheus does not understand this expression.',
    advice: 'Its own words say what it expected.',
  },
  'prometheus.execution': {
    short: 'query failed',
    verdict: 'Prometheus could not evaluate this expression.',
    advice: 'Its own words name the cause.',
  },
  'prometheus.agent': {
    short: 'an agent',
    verdict:
      'This Prometheus is an agent: it scrapes and sends on what it scraped, and stores nothing that could be asked.',
    advice:
      'Its targets, what it discovered, its configuration, flags and runtime are there. For graphs, alerts and rules, connect to the server that its remote_write sends to.',
  },
  'prometheus.timeout': {
    short: 'query too slow',
    verdict: 'Prometheus gave the query up after {{seconds}} s.',
    advice: 'Ask for a shorter range, a longer step or fewer series.',
  },
  'prometheus.unavailable': {
    short: 'Prometheus not ready',
    verdict: 'Prometheus is not ready: it answered with status {{status}}.',
    advice: 'It is starting or shutting down. After a start it reads its log first, which can take minutes.',
  },
  'prometheus.http': {
    short: 'unexpected answer',
    verdict: 'Prometheus answered with status {{status}} {{statusText}}.',
    advice: 'A proxy in front of it may have answered in its place.',
  },
  'prometheus.notJson': {
    short: 'not a Prometheus',
    verdict: 'What answered is not the API of Prometheus: {{contentType}} with status {{status}}.',
    advice: 'A proxy may stand in between, or Prometheus may serve its API under another path.',
  },
  'prometheus.malformed': {
    short: 'answer malformed',
    verdict: 'The answer of Prometheus breaks its own format at byte {{byte}}: {{reason}}.',
    advice: 'Nothing of it is shown, because it could be wrong. Execute the query again.',
  },
  'prometheus.truncated': {
    short: 'answer cut off',
    verdict: 'The answer of Prometheus was cut off after {{receivedBytes}} bytes.',
    advice: 'Nothing of it is shown, because it is not whole. Execute the query again.',
  },
  'prometheus.tooLarge': {
    short: 'answer too large',
    verdict: 'The answer is larger than {{limitMiB}} MiB.',
    advice: 'Binnacle stopped reading. Ask for a shorter range, a longer step or fewer series.',
  },
  'prometheus.connectionLost': {
    short: 'connection lost',
    verdict: 'The connection to Prometheus was lost: {{reason}}.',
    advice: 'Binnacle connects again by itself where it can.',
  },
  'query.deadline': {
    short: 'query too slow',
    verdict: 'No answer came within {{seconds}} s, so the query was cancelled.',
    advice: 'Ask for a shorter range, a longer step or fewer series.',
  },
  'query.invalid': {
    short: 'expression refused',
    verdict: 'This expression is not valid PromQL.',
    advice: 'What was expected stands below, with its place.',
  },
  'query.failed': {
    short: 'query failed',
    verdict: 'This expression could not be evaluated.',
    advice: 'The cause stands below, in the words of Prometheus.',
  },
  'query.tooMuch': {
    short: 'query too large',
    verdict: 'This query needs more than {{limitMiB}} MiB of memory.',
    advice: 'Ask for a shorter range, a longer step, or select fewer series by more matchers.',
  },
  'connection.notConnected': {
    short: 'not connected',
    verdict: 'This context is not connected.',
    advice: 'Connect it first.',
  },
  'settings.unreadable': {
    short: 'settings unreadable',
    verdict: 'The settings file {{path}} cannot be read: {{reason}}.',
    advice: 'It was set aside unchanged, and the default settings are in use.',
  },
  'settings.future': {
    short: 'settings of a newer one',
    verdict: 'The settings file {{path}} is of a newer Binnacle: its format is {{version}}.',
    advice:
      'It was left untouched, and the default settings are in use until Binnacle ends. Start the newer Binnacle, or move the file away.',
  },
  'settings.partlyRead': {
    short: 'settings partly read',
    verdict: 'Some of the settings could not be read: {{keys}}.',
    advice: 'They have their defaults now, all others hold. The file as it was is kept as {{path}}.',
  },
  'settings.unwritable': {
    short: 'settings not kept',
    verdict: 'The settings file {{path}} cannot be written: {{reason}}.',
    advice: 'What you choose holds until Binnacle ends.',
  },
  'data.unreadable': {
    short: 'kept data unreadable',
    verdict: 'What was kept could not be read.',
    advice: 'Binnacle begins anew. What was there lies in {{path}} ({{reason}}).',
  },
  'data.partlyRead': {
    short: 'partly read',
    verdict: 'Some of what was kept could not be read: {{entries}} entries.',
    advice: 'Everything else holds. The file as it was is kept as {{path}}.',
  },
  'data.future': {
    short: 'kept by a newer Binnacle',
    verdict: 'A newer Binnacle has written what was kept.',
    advice: 'The file {{path}} is left as it is, and nothing new is kept. Start the newer Binnacle.',
  },
  'data.unwritable': {
    short: 'cannot be kept',
    verdict: 'What is new cannot be kept.',
    advice: 'It holds until Binnacle ends. The file {{path}} cannot be written: {{reason}}.',
  },
  ...historyErrorsEn,
  ...recorderRuleErrorsEn,
  ...scrapeErrorsEn,
  ...statusErrorsEn,
  ...companionErrorsEn,
  ...recorderErrorsEn,
  'queries.tooLong': {
    short: 'too long to be kept',
    verdict: 'The expression is too long to be kept.',
    advice: 'At most {{limit}} characters are kept. It can be run all the same.',
  },
  'queries.tooMany': {
    short: 'no room for more',
    verdict: 'There is no room for another query with a name or a star.',
    advice: 'Forget some of the {{limit}} that are kept.',
  },
  'query.tooManyPoints': {
    short: 'too many points',
    verdict: 'This would be {{points}} points in time.',
    advice: 'At most {{limit}} are asked for at once. Choose a coarser resolution or a shorter range.',
  },
  'rpc.disconnected': {
    short: 'Binnacle does not answer',
    verdict: 'This page has lost its connection to Binnacle.',
    advice: 'It connects again by itself as soon as Binnacle is running.',
  },
  'rpc.unknownMethod': {
    short: 'versions differ',
    verdict: 'This page asked Binnacle for {{method}}, which it does not know.',
    advice: 'Page and program are of different versions. Reload the page.',
  },
  'rpc.badInput': {
    short: 'request refused',
    verdict: 'Binnacle refused what this page sent to {{method}}: {{reason}}.',
    advice: 'Page and program may be of different versions. Reload the page.',
  },
  'rpc.tooLarge': {
    short: 'too large',
    verdict: 'What this page sent to {{method}} is larger than {{limitMiB}} MiB.',
    advice: 'Shorten it and send it again.',
  },
  'rpc.tooMany': {
    short: 'too many requests',
    verdict: 'This page has more than {{limit}} requests under way at once.',
    advice: 'Wait until some of them have ended, or cancel them.',
  },
  'rpc.internal': {
    short: 'fault in Binnacle',
    verdict: 'Binnacle itself failed here. This is a fault of the program, not of your cluster.',
    advice: 'Try again. The details are in the log of Binnacle.',
  },
} as const satisfies Record<ErrorCode, ErrorTexts>;
