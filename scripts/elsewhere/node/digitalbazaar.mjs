import * as vc from '@digitalbazaar/vc';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {documentLoader} from './loading.mjs';

// A good signature, dates, and the issuer's list. The status library calls a revoked badge "verified" and has the bit
// in its results, so the bit is looked at too. Inside a record every badge has to be good by itself as well.
export async function says(data) {
  const credential = JSON.parse(data);
  const parts = credential.credentialSubject?.verifiableCredential ?? [];
  for (const each of [credential, ...parts]) {
    const refusal = await refusalOf(each);
    if (refusal) {
      return {said: false, words: refusal};
    }
  }
  return {said: true};
}

async function refusalOf(credential) {
  const suite = new DataIntegrityProof({cryptosuite});
  const result = await vc.verifyCredential({
    credential,
    suite,
    documentLoader,
    checkStatus: (asked) => checkStatus({...asked, verifyBitstringStatusListCredential: true})
  });
  if (!result.verified) {
    return messages(result.error ?? result.statusResult?.error);
  }
  return result.statusResult?.results?.some((each) => each.status) ? 'its bit in the status list is set' : '';
}

function messages(error) {
  const inner = error?.errors?.map((each) => each.message) ?? [];
  return [error?.message, ...inner].filter(Boolean).join(' ') || 'not verified';
}
