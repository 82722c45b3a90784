/** What can go wrong with a user's credentials, as AppErrors in words; never with anything of a credential in them. */
import { AppError } from '../../../../shared/base/errors.ts';

export function badCredentials(user: string, reason: string, cause?: unknown): AppError {
  return new AppError('auth.badCredentials', `The credentials of "${user}" cannot be used: ${reason}.`, {
    details: { user, reason },
    cause,
  });
}

/** The auth providers that kubectl once had built in, and the exec plugins that took their places. */
const replacements: Readonly<Record<string, string>> = {
  gcp: 'kubectl no longer has it: install gke-gcloud-auth-plugin and run "gcloud container clusters get-credentials" again',
  azure: 'kubectl no longer has it: install kubelogin and run "kubelogin convert-kubeconfig"',
};

export function unsupportedProvider(user: string, name: string): AppError {
  const advice = replacements[name] ?? 'kubectl does not have it either: an exec plugin takes its place';
  return new AppError('auth.unsupported', `The user "${user}" signs in with the auth provider "${name}". ${advice}.`, {
    details: { user, method: name },
  });
}
