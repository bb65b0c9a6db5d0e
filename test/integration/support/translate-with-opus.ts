import { openProviders } from '../../../adapters/providers/open-providers.ts';

/** Translates one text by the models of a folder. The process must end by itself. */
const found = openProviders({ translationModels: process.argv[2]! }, { threads: 2 }).translator('opus', 'de');
if (!found.available) throw new Error(found.reason);
const [translated] = await found.provider.translate([{ text: 'list the files', seed: 1 }], { from: 'en', to: 'de' }, new AbortController().signal);
if (typeof translated !== 'string') process.exitCode = 1;
