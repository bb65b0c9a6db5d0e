import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { VARIABLE_NAMES } from '../../../adapters/settings.ts';
import { pythonPath } from '../../support/python.ts';

interface Service {
  readonly image?: string;
  readonly command?: readonly string[];
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}

/** PyYAML is one of the trainer's locked packages; Node has no YAML reader of its own. */
function readYaml<T>(path: string): T {
  const program = 'import json, sys, yaml; print(json.dumps(yaml.safe_load(sys.stdin)))';
  return JSON.parse(execFileSync(pythonPath(), ['-c', program], { input: readFileSync(path), encoding: 'utf8' })) as T;
}

const COMPOSE = readFileSync('docker-compose.yml', 'utf8');
const { services, volumes } = readYaml<{ services: Record<string, Service>; volumes: Record<string, unknown> }>('docker-compose.yml');
const all = Object.entries(services);
const built = all.filter(([, { build }]) => build !== undefined);
const dockerfileOf = (service: Service): string => readFileSync(service.build!.dockerfile, 'utf8');

test('the services are the processes of `hone up` and what they need', () => {
  expect(Object.keys(services).sort()).toEqual(
    ['api', 'gpu', 'pipeline', 'postgres', 'store', 'store-bucket', 'temporal', 'temporal-namespace', 'temporal-schema', 'temporal-ui'].sort(),
  );
  expect(built.map(([name]) => name).sort()).toEqual(['gpu', 'pipeline']);
});

describe.each(all)('%s', (name, service) => {
  test('is built here or has a pinned image', () => {
    if (service.build) expect(existsSync(service.build.dockerfile)).toBe(true);
    else if (service.image?.endsWith(':local')) expect(built.map(([, { image }]) => image)).toContain(service.image);
    else expect(service.image).toMatch(/^[\w/-]+:v?\d+(\.\d+)+$/);
  });

  test('says when it is ready, or ends and is waited for as a whole', () => {
    const waits = all.flatMap(([, { depends_on: needs = {} }]) => Object.entries(needs).filter(([needed]) => needed === name).map(([, { condition }]) => condition));
    const condition = service.healthcheck ? 'service_healthy' : 'service_completed_successfully';
    expect(waits.filter((wait) => wait !== condition)).toEqual([]);
    if (!service.healthcheck) expect(waits).not.toEqual([]);
  });

  test('depends on services that exist', () => {
    expect(Object.keys(service.depends_on ?? {}).filter((needed) => !(needed in services))).toEqual([]);
  });

  test('publishes on the loopback interface only', () => {
    expect((service.ports ?? []).filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  test('mounts what exists', () => {
    const named = (service.volumes ?? []).filter((volume) => volume.includes(':')); // the others are volumes without a name
    for (const [source = ''] of named.map((volume) => volume.split(':'))) {
      expect({ source, exists: source.startsWith('.') ? existsSync(source) : source in volumes }).toEqual({ source, exists: true });
    }
  });
});

describe.each(built)('the image of %s', (name, service) => {
  const dockerfile = dockerfileOf(service);

  test('gets variables that Hone reads, from compose and from the Dockerfile', () => {
    const inImage = [...dockerfile.matchAll(/\b(HONE_\w+)=/g)].map(([, variable = '']) => variable);
    expect(inImage).toContain('HONE_HOME');
    expect([...Object.keys(service.environment ?? {}), ...inImage].filter((variable) => !VARIABLE_NAMES.includes(variable))).toEqual([]);
  });

  test('takes from .env what .env.example or infra/docker/env.example explains', () => {
    const explained = ['.env.example', 'infra/docker/env.example'].map((path) => readFileSync(path, 'utf8')).join('\n');
    const asked = [...COMPOSE.matchAll(/\$\{(\w+)/g)].map(([, variable = '']) => variable);
    expect(asked.filter((variable) => !new RegExp(`^#?${variable}=`, 'm').test(explained))).toEqual([]);
  });

  test('runs the built form of a worker, unprivileged', () => {
    const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
    expect(last).toContain(`\nCMD ["node", "/app/dist/workers/${name}.js"]`);
    expect(existsSync(`workers/${name}.ts`)).toBe(true);
    expect(last).toMatch(/^USER node$/m);
  });

  test('copies what exists and what .dockerignore lets through', () => {
    const allowed = readFileSync('.dockerignore', 'utf8').split('\n').filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    const copied = dockerfile.split('\n').filter((line) => /^COPY (?!--from|\. )/.test(line)).flatMap((line) => line.split(' ').slice(1, -1).filter((word) => !word.startsWith('--')));
    expect(copied).toContain('trainer');
    for (const path of copied) {
      const isLetThrough = allowed.some((pattern) => path === pattern || path.startsWith(`${pattern}/`) || pattern.startsWith(`${path}/`));
      expect({ path, exists: existsSync(path), isLetThrough }).toEqual({ path, exists: true, isLetThrough: true });
    }
  });
});

test('the API runs its built form, and asks for keys as others can reach it', () => {
  const { command, environment } = services['api']!;
  expect(command).toEqual(['node', '/app/dist/api/main.js']);
  expect(existsSync('api/main.ts')).toBe(true);
  expect(environment).toMatchObject({ HONE_API_HOST: '0.0.0.0' });
  expect(Object.keys(environment!).filter((variable) => variable.startsWith('HONE_') && !VARIABLE_NAMES.includes(variable))).toEqual([]);
});

test('both images share their build stage, so that it is made once', () => {
  const [first, second] = built.map(([, service]) => /^FROM .* AS build\n[^]*?(?=\nFROM )/m.exec(dockerfileOf(service))?.[0].trim());
  expect(first).toContain('npm run build');
  expect(second).toBe(first);
});

test('no source folder is missing from the build context', () => {
  const { include } = JSON.parse(readFileSync('tsconfig.json', 'utf8')) as { include: string[] };
  const allowed = readFileSync('.dockerignore', 'utf8').split('\n');
  expect(include.filter((folder) => !['test', 'bench'].includes(folder) && !allowed.includes(`!${folder}`))).toEqual([]);
});

test('workers share no folder that they write to', () => {
  for (const [, { volumes: mounts = [] }] of built) expect(mounts.filter((mount) => mount.includes(':') && !mount.endsWith(':ro'))).toEqual([]);
});

test('no secret has a default', () => {
  expect(COMPOSE).not.toMatch(/(PASSWORD|_KEY|_PWD): (?!\$\{\w+:\?)/);
});

test('the GPU file adds a device to the worker and changes nothing else', () => {
  const gpu = readYaml<{ services: Record<string, { deploy: { resources: { reservations: { devices: { driver: string }[] } } } }> }>('infra/docker/docker-compose.gpu.yml');
  expect(Object.keys(gpu.services)).toEqual(['gpu']);
  expect(Object.keys(gpu.services.gpu!)).toEqual(['deploy']);
  expect(gpu.services.gpu!.deploy.resources.reservations.devices[0]!.driver).toBe('nvidia');
});

test('what the shipped profiles name, and what is compiled in, is let into the images; the pipeline has the former', () => {
  const allowed = readFileSync('.dockerignore', 'utf8').split('\n');
  const texts = (folder: string, ending: string): string[] => readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith(ending)).map((name) => readFileSync(join(folder, name), 'utf8'));
  const named = texts('profiles', '.json').flatMap((text) => [...text.matchAll(/"file:(data\/[^"]+)"/g)].map(([, path]) => dirname(path!)));
  expect(new Set(named)).toContain('data/sample');
  const pipeline = dockerfileOf(services['pipeline']!);
  for (const folder of new Set(named)) expect({ folder, copied: pipeline.includes(`\nCOPY ${folder} /app/${folder}\n`) }).toEqual({ folder, copied: true });
  const imported = ['scripts', 'domain', 'activities'].flatMap((folder) => texts(folder, '.ts')).flatMap((text) => [...text.matchAll(/from '(?:\.\.\/)+(data\/[^']+\.json)'/g)].map(([, path]) => path!));
  expect(imported).toContain('data/contrast-pairs/phrases.json');
  for (const path of [...named, ...imported]) expect({ path, isLetThrough: allowed.some((line) => path === line.slice(1) || path.startsWith(`${line.slice(1)}/`)) }).toEqual({ path, isLetThrough: true });
});
