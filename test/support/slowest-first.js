import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const { default: Sequencer } = createRequire(import.meta.url)('@jest/test-sequencer');

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Tests of the whole system take longest. They come first, also where it is not known yet how long each one takes. */
export default class SlowestFirst extends Sequencer {
  /** @param {{ path: string }[]} tests */
  sort(tests) {
    const sorted = super.sort(tests);
    const isOfAll = (test) => /^(stack|test)\b/.test(path.relative(ROOT, test.path));
    return [...sorted.filter((test) => isOfAll(test)), ...sorted.filter((test) => !isOfAll(test))];
  }
}
