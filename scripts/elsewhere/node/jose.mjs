import {decodeProtectedHeader, importJWK, jwtVerify} from 'jose';
import {methodOf} from './loading.mjs';

// The key comes from the issuer's did.json by the token's `kid`, and has to be the issuer's that the badge names.
export async function says(data) {
  const token = data.toString('utf8');
  const {kid, alg} = decodeProtectedHeader(token);
  const method = await methodOf(kid);
  const key = await importJWK(method.publicKeyJwk, alg);
  const {payload} = await jwtVerify(token, key, {algorithms: ['RS256'], issuer: method.controller});
  const same =
    payload.iss === payload.issuer.id && payload.jti === payload.id && payload.sub === payload.credentialSubject.id;
  return {said: same, words: same ? '' : 'frame and badge differ'};
}
