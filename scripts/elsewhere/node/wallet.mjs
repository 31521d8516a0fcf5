// Takes an offer as a wallet does that somebody else wrote: {link, code} from standard input; writes the badge in both
// forms, and what the tool says to a wrong transaction code.
import {clientAuthenticationAnonymous} from '@openid4vc/oauth2';
import {Openid4vciClient} from '@openid4vc/openid4vci';
import {SignJWT, exportJWK, generateKeyPair} from 'jose';
import {createHash, randomBytes} from 'node:crypto';
import {readFileSync, writeSync} from 'node:fs';

const {link, code} = JSON.parse(readFileSync(0, 'utf8'));
const {privateKey, publicKey} = await generateKeyPair('ES256');
const publicJwk = await exportJWK(publicKey);
const unused = () => {
  throw new Error('not needed here');
};
const client = new Openid4vciClient({
  callbacks: {
    fetch,
    hash: (data, algorithm) => createHash(algorithm.replace('-', '')).update(data).digest(),
    generateRandom: (length) => randomBytes(length),
    clientAuthentication: clientAuthenticationAnonymous(),
    signJwt: async (_signer, {header, payload}) => ({
      jwt: await new SignJWT(payload).setProtectedHeader(header).sign(privateKey),
      signerJwk: publicJwk
    }),
    verifyJwt: unused,
    encryptJwe: unused,
    decryptJwe: unused
  }
});

const credentialOffer = await client.resolveCredentialOffer(link);
const issuerMetadata = await client.resolveIssuerMetadata(credentialOffer.credential_issuer);
const wrong = await redeemed('000000' === code ? '111111' : '000000').then(
  () => 'taken',
  () => 'refused'
);
const {accessTokenResponse} = await redeemed(code);
const claimed = {wrong};
for (const credentialConfigurationId of credentialOffer.credential_configuration_ids) {
  const {c_nonce: nonce} = await client.requestNonce({issuerMetadata});
  const signer = {method: 'jwk', publicJwk, alg: 'ES256'};
  const proof = await client.createCredentialRequestJwtProof({
    issuerMetadata,
    credentialConfigurationId,
    signer,
    nonce,
    issuedAt: new Date()
  });
  const {credentialResponse} = await client.retrieveCredentials({
    issuerMetadata,
    credentialConfigurationId,
    accessToken: accessTokenResponse.access_token,
    proofs: {jwt: [proof.jwt]}
  });
  const {format} = issuerMetadata.credentialIssuer.credential_configurations_supported[credentialConfigurationId];
  claimed[format] = credentialResponse.credentials[0].credential;
}
writeSync(1, JSON.stringify(claimed));
process.exit(0);

function redeemed(txCode) {
  return client.retrievePreAuthorizedCodeAccessTokenFromOffer({credentialOffer, issuerMetadata, txCode});
}
