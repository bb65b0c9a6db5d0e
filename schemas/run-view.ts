import { z } from 'zod';
import type { RunEvent, RunView } from '../domain/run-view.ts';
import type { RunStatus, RunVerdict } from '../domain/names.ts';
import { ALL_STAGES } from '../domain/stages.ts';
import type { Same } from './same.ts';
import { openGateSchema, waiverSchema } from './waiver.ts';

/** Every status and verdict, for filters and answers. */
export const STATUSES = ['Running', 'AwaitingOperator', 'AwaitingApproval', 'Completed', 'Failed', 'Cancelled'] as const satisfies readonly RunStatus[];
export const VERDICTS = ['promoted', 'certified', 'rejected', 'not-enough-evidence', 'threshold-only', 'gates-failed', 'planned', 'ablated', 'rotated'] as const satisfies readonly RunVerdict[];

const stage = z.enum(ALL_STAGES);
const round = z.int().exactOptional().meta({ description: 'Of a stage that is made again after a fallback rule: from 2 on.' });

const roundsSchema = z
  .object({
    tried: z.array(z.object({ round: z.int(), rule: z.string().nullable(), reason: z.string(), why: z.string(), result: z.string(), chosen: z.boolean() })).readonly(),
    ended: z.string().nullable(),
    left: z.array(z.string()).readonly(),
  })
  .meta({ id: 'Rounds', description: 'What a run with fallback rules tried, on what evidence, and what is left to try.' });

export const stageViewSchema = z
  .object({
    stage,
    round,
    state: z.enum(['busy', 'running', 'parked', 'hit', 'made', 'skipped']),
    reason: z.string(),
    headline: z.string(),
    startedAt: z.string(),
    finishedAt: z.string().nullable(),
    unitsDone: z.number(),
    unitsTotal: z.number(),
    key: z.string(),
  })
  .meta({ id: 'Stage', description: 'One stage of a run: what it did and why.' });

export const parkedViewSchema = z
  .object({
    parkId: z.string(),
    stage,
    round,
    code: z.string(),
    message: z.string(),
    skippable: z.boolean(),
    parameters: z.record(z.string(), z.unknown()).meta({ description: 'What `overrides` may change.' }),
  })
  .meta({ id: 'ParkedStage', description: 'A stage that ran out of retries and waits for an operator.' });

export const runViewSchema = z
  .object({
    run: z.string(),
    profile: z.string(),
    status: z.enum(STATUSES),
    verdict: z.enum(VERDICTS).nullable(),
    stages: z.array(stageViewSchema).readonly(),
    parked: z.array(parkedViewSchema).readonly(),
    approval: z.object({ packageId: z.string(), evidenceHash: z.string(), verdict: z.string(), openGates: z.array(openGateSchema).readonly().exactOptional() }).nullable(),
    report: z.string().nullable(),
    waiver: waiverSchema.exactOptional(),
    rounds: roundsSchema.exactOptional(),
    webhooks: z.object({ delivered: z.int(), failed: z.int() }).exactOptional(),
  })
  .meta({ id: 'RunView', description: 'A run as it is now.' });

export const runEventSchema = z
  .object({
    number: z.int(),
    at: z.string(),
    type: z.enum(['status', 'stage', 'round', 'parked', 'resolved', 'approval', 'verdict', 'report', 'webhook']),
    stage: stage.nullable(),
    round,
    state: z.string(),
    text: z.string(),
  })
  .meta({ id: 'RunEvent', description: 'Something that happened in a run.' });

/** Schemas and types are one: a difference is a compile error here. */
export const runViewSchemaIsRunView: Same<z.infer<typeof runViewSchema>, RunView> = true;
export const runEventSchemaIsRunEvent: Same<z.infer<typeof runEventSchema>, RunEvent> = true;
