import { z } from 'zod';
import type { OpenGate, Waiver } from '../domain/waiver.ts';
import type { Same } from './same.ts';

const verdict = z.enum(['fail', 'not-enough-evidence']);

export const openGateSchema = z.object({ gate: z.string(), verdict, sentence: z.string() }).meta({ id: 'OpenGate', description: 'A blocking gate that did not pass.' });

export const waiverSchema = z
  .object({ by: z.string(), why: z.string(), at: z.string(), run: z.string(), packageId: z.string(), evidenceHash: z.string(), verdict, gates: z.array(openGateSchema).readonly() })
  .meta({ id: 'Waiver', description: 'Why a model was promoted although its gates had not passed, and who answers for that.' });

/** Schemas and types are one: a difference is a compile error here. */
export const openGateSchemaIsOpenGate: Same<z.infer<typeof openGateSchema>, OpenGate> = true;
export const waiverSchemaIsWaiver: Same<z.infer<typeof waiverSchema>, Waiver> = true;
