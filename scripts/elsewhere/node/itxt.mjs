import itxt from 'png-itxt';
import {Readable} from 'node:stream';

export async function says(data) {
  const found = await new Promise((resolve, reject) => {
    const reading = itxt.get('openbadgecredential', (error, chunk) => (error ? reject(error) : resolve(chunk)));
    reading.on('error', reject);
    Readable.from([data], {objectMode: false}).pipe(reading);
    reading.resume();
  });
  return found ? {text: found.value} : {said: false, words: 'no such chunk'};
}
