import type { PlannedSettings } from '../../planning/plan-input.ts';
import type { Plan } from '../../planning/plan.ts';
import { escapeMarkdown } from '../escape-markdown.ts';
import { percent, thousands } from '../numbers.ts';
import { wordTable } from './figure-table.ts';

/** The settings of the run that decide its result; `hone run --set` changes each. */
export function configuration({ settings }: Plan): string {
  const rows = [...training(settings), ...data(settings), ...evidence(settings)].map(([key, value]) => [`\`${key}\``, escapeMarkdown(value)]);
  return ['## Configuration', '', wordTable(['Setting', 'Value'], rows)].join('\n');
}

type Setting = readonly [key: string, value: string];

function training({ model, train }: PlannedSettings): Setting[] {
  return [
    ['model.base', model.base],
    ['model.maxTokens', thousands(model.maxTokens)],
    ['train.startFrom', train.startFrom],
    ['train.epochs', `at most ${thousands(train.epochs)}; stops after ${thousands(train.patience)} evaluations without a better recall`],
    ['train.batchSize', thousands(train.batchSize)],
    ['train.learningRate', String(train.learningRate)],
    ['train.dropout, weightDecay, warmupShare', `${train.dropout}, ${train.weightDecay}, ${train.warmupShare}`],
    ['train.classWeights', train.classWeights],
  ];
}

function data({ seed, cuts, assemble, methods }: PlannedSettings): Setting[] {
  const shares = Object.entries(methods).map(([method, share]) => `${method} ${percent(share, 0)}`);
  return [
    ['seed', String(seed)],
    ['cuts', `train ${percent(cuts.train, 0)}, validation ${percent(cuts.validation, 0)}, test the rest; of traffic ${percent(cuts.trafficCertification, 0)} certify and ${percent(cuts.trafficTuning, 0)} tune`],
    ['augmentation.methods', shares.join(', ')],
    ['assemble.replayRows', assemble.replayRows === 'all' ? 'all training rows' : `${thousands(assemble.replayRows)} training rows`],
    ['assemble.includeSources', assemble.includeSources ? 'yes: covered false positives are trained on too' : 'no: only their variations are trained on'],
  ];
}

function evidence({ threshold, certification, convert, release }: PlannedSettings): Setting[] {
  return [
    ['threshold', `aims at ${percent(threshold.aim, 0)} of the limit, missed with a probability of ${percent(threshold.delta, 0)}`],
    ['certification.looks', thousands(certification.looks)],
    ['convert', `${convert.precision}, at most ${percent(convert.maxFlipRate)} of decisions flipped`],
    ['release.policy', release.policy],
  ];
}
