// Reads tasks as JSON from standard input, [{reader, path}], and writes what each reader said, in the same order.
import {readFileSync, writeSync} from 'node:fs';

console.log = console.error; // libraries talk; the answer is the only thing on standard output

const tasks = JSON.parse(readFileSync(0, 'utf8'));
const answers = [];
for (const {reader, path} of tasks) {
  answers.push(await answer(reader, path));
}
writeSync(1, JSON.stringify(answers));
process.exit(0);

async function answer(reader, path) {
  let module;
  try {
    module = await import(`./${reader}.mjs`);
  } catch (error) {
    return {missing: String(error.message).split('\n')[0]};
  }
  try {
    return await module.says(readFileSync(path));
  } catch (error) {
    return {said: false, words: String(error.message).split('\n')[0]};
  }
}
