import { fileStore } from '../../../adapters/file-store.ts';
import { addOne } from './add-one.ts';

/** A process that adds one to a counter, many times: `count-up.ts ROOT KEY TIMES`. */
const [root = '', key = '', times = '0'] = process.argv.slice(2);
const store = fileStore(root);
for (let n = 0; n < Number(times); n += 1) await addOne(store, key);
