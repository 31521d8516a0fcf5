// How a verifier comes by documents: vocabularies from the copies that the tool pins, keys and lists over HTTPS.
import {readFileSync} from 'node:fs';

export const contexts = JSON.parse(readFileSync('contexts.json', 'utf8'));
const keys = new Map();

// The document behind a did:web (W3C CCG did:web, section 3.2).
export async function didDocument(did) {
  const [host, ...path] = did.slice('did:web:'.length).split(':').map(decodeURIComponent);
  const found = await document(`https://${host}/${path.length ? path.join('/') : '.well-known'}/did.json`);
  if (found.id !== did) {
    throw new Error('did.json belongs to another DID');
  }
  return found;
}

// The verification method that a proof or a token names, if its issuer lists it for signing.
export async function methodOf(id) {
  const published = keys.get(id) ?? (await didDocument(id.split('#')[0]));
  const method = published.verificationMethod.find((each) => each.id === id);
  if (!method || !published.assertionMethod.includes(id)) {
    throw new Error('the issuer does not publish this key');
  }
  return method;
}

// For badges of issuers that exist only while this runs.
export function publish(didDocumentOfIssuer) {
  for (const method of didDocumentOfIssuer.verificationMethod) {
    keys.set(method.id, didDocumentOfIssuer);
  }
  keys.set(didDocumentOfIssuer.id, didDocumentOfIssuer);
}

export async function documentLoader(url) {
  return {contextUrl: null, documentUrl: url, document: await loaded(url)};
}

async function loaded(url) {
  if (contexts[url]) {
    return contexts[url];
  }
  if (url.startsWith('did:') && url.includes('#')) {
    return {'@context': 'https://w3id.org/security/multikey/v1', ...(await methodOf(url))};
  }
  if (url.startsWith('did:')) {
    return keys.get(url) ?? didDocument(url);
  }
  return document(url);
}

async function document(url) {
  const answer = await fetch(url, {headers: {Accept: 'application/vc+ld+json, application/json'}, redirect: 'error'});
  if (!answer.ok) {
    throw new Error(`${url} answered ${answer.status}`);
  }
  return answer.json();
}
