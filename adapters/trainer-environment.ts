import { resolve } from 'node:path';

/** What a child may see of this process's environment: no cloud keys, no API keys, no store credentials. */
const ALLOWED = [
  'PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR',
  'CUDA_VISIBLE_DEVICES', 'CUDA_HOME', 'NVIDIA_VISIBLE_DEVICES', 'LD_LIBRARY_PATH',
  'HF_HOME', 'HF_HUB_OFFLINE', 'HF_ENDPOINT', 'HF_TOKEN',
  'HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'https_proxy', 'http_proxy', 'no_proxy', 'SSL_CERT_FILE', 'REQUESTS_CA_BUNDLE',
] as const;

/** The environment of the trainer: the allow-listed names, its own package first, and a fixed number of threads. */
export function trainerEnvironment(
  options: { readonly trainerDirectory: string; readonly threads: number },
  from: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  const kept = ALLOWED.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]] as const]));
  return {
    ...Object.fromEntries(kept),
    PYTHONPATH: resolve(options.trainerDirectory),
    PYTHONUNBUFFERED: '1',
    PYTHONNOUSERSITE: '1',
    OMP_NUM_THREADS: String(options.threads),
    MKL_NUM_THREADS: String(options.threads),
  };
}
