// Counts words exactly as app/evidence/rules.py does; a test holds the two together.
const SPACE = /[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/u;
const IDEOGRAPH = /[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/gu;
const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;

export function countWords(text) {
  const ideographs = (text.match(IDEOGRAPH) || []).length;
  const runs = text.replace(IDEOGRAPH, " ").split(SPACE);
  return ideographs + runs.filter((run) => LETTER_OR_DIGIT.test(run)).length;
}
