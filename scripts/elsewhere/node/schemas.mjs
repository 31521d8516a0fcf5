import Ajv2019 from 'ajv/dist/2019.js';
import addFormats from 'ajv-formats';
import {existsSync, readdirSync, readFileSync} from 'node:fs';

// The schemas of 1EdTech that could be had, by their addresses.
export const schemas = new Map();
for (const name of existsSync('schemas') ? readdirSync('schemas') : []) {
  const schema = JSON.parse(readFileSync(`schemas/${name}`, 'utf8'));
  schemas.set(schema.$id, schema);
}

export async function says(data) {
  const credential = JSON.parse(data);
  const named = credential.credentialSchema.map((each) => each.id);
  const missing = named.filter((each) => !schemas.has(each));
  if (missing.length) {
    return {missing: `no copy of ${missing.join(', ')} could be had`};
  }
  const ajv = new Ajv2019.default({allErrors: true, strict: false});
  addFormats.default(ajv);
  const errors = named.flatMap((each) => {
    const validate = ajv.compile(schemas.get(each));
    return validate(credential) ? [] : validate.errors;
  });
  return {said: !errors.length, words: errors.map((each) => `${each.instancePath} ${each.message}`).join('; ')};
}
