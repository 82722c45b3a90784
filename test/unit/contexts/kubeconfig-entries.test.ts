import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Kubeconfig, parseKubeconfig } from '../../../electron/backend/contexts/kubeconfig-file.ts';

const file = path.resolve('/kubeconfigs/config');

function parse(yaml: string): Kubeconfig {
  return parseKubeconfig('config', new TextEncoder().encode(yaml), file);
}

function user(fields: string) {
  return parse(`users:\n- name: ada\n  user:\n${fields.replace(/^/gm, '    ')}\n`).users.get('ada');
}

const absent = {
  certData: undefined,
  certFile: undefined,
  keyData: undefined,
  keyFile: undefined,
  token: undefined,
  tokenFile: undefined,
  username: undefined,
  password: undefined,
  exec: undefined,
  authProvider: undefined,
  impersonate: undefined,
};

describe('a user entry', () => {
  it('has its exec plugin whole, and knows its file', () => {
    const exec = [
      'exec:',
      '  apiVersion: client.authentication.k8s.io/v1',
      '  command: ../bin/login',
      '  args: [get-token, --region, eu]',
      '  env: [{name: PROFILE, value: prod}, {name: EMPTY}]',
      '  installHint: brew install login',
      '  interactiveMode: Never',
      '  provideClusterInfo: true',
    ].join('\n');
    expect(user(exec)).toEqual({
      ...absent,
      name: 'ada',
      file,
      directory: path.dirname(file),
      auth: 'exec',
      exec: {
        apiVersion: 'client.authentication.k8s.io/v1',
        command: path.resolve('/bin/login'),
        args: ['get-token', '--region', 'eu'],
        env: [
          { name: 'PROFILE', value: 'prod' },
          { name: 'EMPTY', value: '' },
        ],
        installHint: 'brew install login',
        interactiveMode: 'Never',
        provideClusterInfo: true,
      },
    });
  });

  it('leaves a command that is a name alone, and fills in what is missing', () => {
    expect([
      user('exec: {command: aws}')?.exec,
      user('exec: {command: "./aws", args: null, env: null}')?.exec?.command,
    ]).toEqual([
      {
        apiVersion: undefined,
        command: 'aws',
        args: [],
        env: [],
        installHint: undefined,
        interactiveMode: 'IfAvailable',
        provideClusterInfo: false,
      },
      path.resolve('/kubeconfigs/aws'),
    ]);
  });

  it('has its auth provider and its password', () => {
    expect([
      user('auth-provider: {name: oidc, config: {id-token: a.b.c}}')?.authProvider,
      user('auth-provider: {name: gcp}')?.authProvider,
      user('{username: ada, password: "pass"}')?.password,
    ]).toEqual([{ name: 'oidc', config: { 'id-token': 'a.b.c' } }, { name: 'gcp', config: {} }, 'pass']);
  });

  it.each([
    ['exec: {interactiveMode: Sometimes}', 'user.exec.interactiveMode'],
    ['exec: {env: [{value: hunter2}]}', 'user.exec.env'],
    ['exec: hunter2', 'user.exec'],
    ['auth-provider: {config: {password: hunter2}}', 'user.auth-provider.name'],
    ['auth-provider: {name: oidc, config: {id-token: [hunter2]}}', 'user.auth-provider.config.id-token'],
  ])('that is wrong in %s is named by its place, and never quoted', (fields, place) => {
    const { problem } = parse(`users:\n- name: ada\n  user: {${fields}}\n`);
    expect(problem?.details.line).toBe(3);
    expect(String(problem?.details.reason).replaceAll(': ', '.')).toContain(place);
    expect(JSON.stringify(problem?.toData())).not.toContain('hunter2');
  });
});

describe('a cluster entry', () => {
  const cluster = (extensions: string) =>
    parse(`clusters:\n- name: c\n  cluster: {server: "https://h", extensions: ${extensions}}\n`).clusters.get('c')
      ?.execConfig;

  it('has what it tells exec plugins, and passes over what others wrote', () => {
    expect([
      cluster(
        '[{name: minikube, extension: {x: 1}}, {name: client.authentication.k8s.io/exec, extension: {audience: a}}]',
      ),
      cluster('[{name: minikube, extension: {x: 1}}]'),
      cluster('{what: ever}'),
      cluster('null'),
    ]).toEqual([{ audience: 'a' }, undefined, undefined, undefined]);
  });
});
