// Badges of another issuer, signed by other people's software, for our own verification page to read. Takes
// {credential, statusList, shown} from standard input, whose issuer is a did:web, and writes its did.json, its list
// and the signed badges.
import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import * as ecdsaSd from '@digitalbazaar/ecdsa-sd-2023-cryptosuite';
import * as vc from '@digitalbazaar/vc';
import {cryptosuite as ecdsaRdfc} from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import {cryptosuite as eddsaRdfc} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {SignJWT, exportJWK, generateKeyPair} from 'jose';
import {readFileSync, writeSync} from 'node:fs';
import {documentLoader, publish} from './loading.mjs';

const {credential, statusList, shown} = JSON.parse(readFileSync(0, 'utf8'));
const did = credential.issuer.id;
const ed = await Ed25519Multikey.generate({id: `${did}#ed`, controller: did});
const ec = await EcdsaMultikey.generate({curve: 'P-256', id: `${did}#ec`, controller: did});
const tokens = {ES256: await generateKeyPair('ES256'), EdDSA: await generateKeyPair('EdDSA')};

const methods = [ed, ec].map(({id, publicKeyMultibase}) => {
  return {id, type: 'Multikey', controller: did, publicKeyMultibase};
});
for (const [alg, {publicKey}] of Object.entries(tokens)) {
  methods.push({id: `${did}#${alg}`, type: 'JsonWebKey', controller: did, publicKeyJwk: await exportJWK(publicKey)});
}
const didDocument = {id: did, verificationMethod: methods, assertionMethod: methods.map((each) => each.id)};
publish(didDocument);

const always = ['/issuer', '/name', '/validFrom', '/validUntil', '/credentialStatus'];
const kept = await signed(credential, ec, ecdsaSd.createSignCryptosuite({mandatoryPointers: always}));
const loose = await signed(credential, ec, ecdsaSd.createSignCryptosuite({mandatoryPointers: ['/issuer', '/validFrom']}));
const badges = {
  'eddsa-rdfc-2022': await signed(credential, ed, eddsaRdfc),
  'ecdsa-rdfc-2019': await signed(credential, ec, ecdsaRdfc),
  'ecdsa-sd-2023, kept': kept,
  'ecdsa-sd-2023': await derived(kept),
  'ecdsa-sd-2023, without an end': await derived(loose),
  'JWT ES256': await token('ES256'),
  'JWT EdDSA': await token('EdDSA')
};
writeSync(1, JSON.stringify({didDocument, statusList: await signed(statusList, ed, eddsaRdfc), badges}));
process.exit(0);

function signed(document, key, cryptosuite) {
  const suite = new DataIntegrityProof({signer: key.signer(), cryptosuite});
  return vc.issue({credential: structuredClone(document), suite, documentLoader});
}

// What a holder shows of it who lets everything else out.
function derived(verifiableCredential) {
  const cryptosuite = ecdsaSd.createDiscloseCryptosuite({selectivePointers: shown});
  const suite = new DataIntegrityProof({cryptosuite});
  return vc.derive({verifiableCredential, suite, documentLoader});
}

function token(alg) {
  const seconds = (moment) => Math.floor(new Date(moment).getTime() / 1000);
  const registered = {iss: did, jti: credential.id, sub: credential.credentialSubject.id};
  const dates = {nbf: seconds(credential.validFrom), exp: seconds(credential.validUntil)};
  const payload = {...credential, ...registered, ...dates};
  const header = {alg, kid: `${did}#${alg}`, typ: 'JWT'};
  return new SignJWT(payload).setProtectedHeader(header).sign(tokens[alg].privateKey);
}
