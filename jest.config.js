const base = {
  transform: {
    '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2023', parser: { syntax: 'typescript' }, experimental: { keepImportAttributes: true } }, module: { type: 'es6' } }],
  },
  extensionsToTreatAsEsm: ['.ts'],
  testEnvironment: 'node',
};

/** Three levels: pure units, workflows on the time-skipping server, and integration on real services. */
export default {
  testTimeout: 60_000, // starting and stopping servers and workers takes seconds on a busy machine
  projects: ['unit', 'workflow', 'integration'].map((level) => ({
    ...base,
    displayName: level,
    testMatch: [`<rootDir>/test/${level}/**/*.test.ts`],
  })),
};
