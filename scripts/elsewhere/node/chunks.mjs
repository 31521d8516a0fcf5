import extract from 'png-chunks-extract';

// The text of the one chunk with the signed badge; the parts of an iTXt chunk are parted by zero bytes.
export async function says(data) {
  const texts = extract(data).filter((each) => each.name === 'iTXt');
  const found = texts.map((each) => Buffer.from(each.data)).filter((each) => keyword(each) === 'openbadgecredential');
  if (found.length !== 1) {
    return {said: false, words: `${found.length} chunks hold a badge`};
  }
  const body = found[0].subarray('openbadgecredential'.length + 3);
  const language = body.indexOf(0);
  const translated = body.indexOf(0, language + 1);
  return {text: body.subarray(translated + 1).toString('utf8')};
}

function keyword(chunk) {
  return chunk.subarray(0, chunk.indexOf(0)).toString('latin1');
}
