// It fetches keys, lists, vocabularies and schemas itself.
import './athand.mjs';
import {verifyCredential} from '@digitalcredentials/verifier-core';

const HAVE_TO_BE_GOOD = new Set(['valid_signature', 'expiration', 'revocation_status']);

export async function says(data) {
  const result = await verifyCredential({credential: JSON.parse(data), knownDIDRegistries: []});
  const checks = (result.log ?? []).filter((each) => HAVE_TO_BE_GOOD.has(each.id));
  const bad = checks.filter((each) => !each.valid).map((each) => each.id);
  const broken = schemaErrors(result);
  const said = !result.errors && checks.length > 0 && !bad.length && !broken.length;
  const errors = (result.errors ?? []).map((each) => each.message);
  return {said, words: [...errors, ...bad, ...broken].join(' ')};
}

function schemaErrors(result) {
  const found = result.additionalInformation?.find((each) => each.id === 'schema_check')?.results;
  const invalid = Array.isArray(found) ? found.filter((each) => each.result.valid === false) : [];
  return invalid.flatMap((each) => each.result.errors.map((error) => `${error.instancePath} ${error.message}`));
}
