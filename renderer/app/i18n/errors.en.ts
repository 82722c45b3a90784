/**
 * What is said for each expected failure, English. `short` stands beside "Stopped" and "Backing off"; `verdict` says what is;
 * `advice` says why and what to do. `_cluster`: the same where the right is missing for the whole cluster, not in one namespace.
 * The facts in braces are those that shared/base/errors.ts names beside the code.
 */
import type { ErrorCode } from '../../../shared/base/errors.ts';

interface ErrorTexts {
  readonly short: string;
  readonly verdict: string;
  readonly verdict_cluster?: string;
  readonly advice: string;
}

export const errorsEn = {
  'kubeconfig.notFound': {
    short: 'file missing',
    verdict: 'There is no file {{path}}.',
    advice: 'Put a kubeconfig there, or start Binnacle with --kubeconfig and the name of one.',
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
    advice: 'The contexts of this file are left out until it is corrected. Binnacle looks again when the file changes.',
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
    verdict: 'Binnacle cannot sign in as {{user}} by {{method}} yet.',
    advice: 'A client certificate or a token works. Add a user entry with one of them to the kubeconfig.',
  },
  'auth.badCredentials': {
    short: 'credentials unreadable',
    verdict: 'The credentials of the user {{user}} cannot be read: {{reason}}.',
    advice: 'Correct the certificate, key or token of this user in the kubeconfig, then try again.',
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
      'The certificate authority in the kubeconfig does not fit this server. Fetch the kubeconfig again from the cluster.',
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
    verdict: 'The service {{candidate}} looks like a Prometheus, but it did not answer: {{reason}}.',
    advice: 'Check that its pod is running and ready, then try again.',
  },
  'portForward.forbidden': {
    short: 'access refused',
    verdict: 'A Prometheus is here, but the user {{user}} may not reach it.',
    advice:
      'A port-forward to the pod {{pod}} needs the verb {{verb}} on pods/portforward in the namespace {{namespace}}. Ask whoever looks after the cluster for this one verb; it changes nothing there.',
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
    advice: 'Execute the query again once the context is live.',
  },
  'query.deadline': {
    short: 'query too slow',
    verdict: 'No answer came within {{seconds}} s, so the query was cancelled.',
    advice: 'Ask for a shorter range, a longer step or fewer series.',
  },
  'connection.notConnected': {
    short: 'not connected',
    verdict: 'This context is not connected.',
    advice: 'Connect it first, then execute the query again.',
  },
  'settings.unreadable': {
    short: 'settings unreadable',
    verdict: 'The settings file {{path}} cannot be read: {{reason}}.',
    advice: 'It was set aside unchanged, and the default settings are in use.',
  },
  'settings.unwritable': {
    short: 'settings not kept',
    verdict: 'The settings file {{path}} cannot be written: {{reason}}.',
    advice: 'What you choose holds until Binnacle ends.',
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
