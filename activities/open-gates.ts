import type { ArtifactRef } from '../domain/artifact-ref.ts';
import type { Certificate } from '../domain/certificate.ts';
import type { OpenGate } from '../domain/waiver.ts';
import { readJson } from './engine/artifacts.ts';
import type { Ports } from './ports.ts';

/** The blocking gates of a certificate that did not pass: what a waiver would be about. */
export const openGates =
  (ports: Ports) =>
  async ({ certificate }: { readonly certificate: ArtifactRef }): Promise<OpenGate[]> => {
    const { gates } = await readJson<Certificate>(ports, certificate);
    return gates.flatMap(({ gate, verdict, sentence }) => (gate.effect === 'blocks' && verdict !== 'pass' ? [{ gate: gate.name, verdict, sentence }] : []));
  };
