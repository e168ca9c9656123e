import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { canonicalJson } from './canonical-json.js';
import { sha256 } from './sha256.js';

/** A statement with its signature, as it is stored, printed and handed out as JSON. */
export interface SignedStatement<Statement = unknown> {
  readonly statement: Statement;
  readonly algorithm: 'Ed25519';
  /** Which key signed: the first 16 hex digits of the SHA-256 of the public key (SPKI, DER). */
  readonly keyId: string;
  /** Base64url, 64 bytes, over `statement-1`, a line feed and the statement's canonical JSON. */
  readonly signature: string;
}

/**
 * `unknown-key`: no published key has that id. `wrong-key`: the key published under that id is another one.
 * `altered`: the statement is not what was signed. `not-signed`: this is no signed statement at all.
 */
export type SignatureFault = 'unknown-key' | 'wrong-key' | 'altered' | 'not-signed';

export type SignatureVerdict = { readonly valid: true } | { readonly valid: false; readonly reason: SignatureFault };

/** The id under which a public key is published; PEM of a public key, or of the private one it belongs to. */
export function keyIdOf(keyPem: string): string {
  return keyId(createPublicKey(keyPem));
}

/** The public key of a private one, as SPKI PEM: what is published for as long as its statements are to be checked. */
export function publicKeyOf(privateKeyPem: string): string {
  return createPublicKey(privateKeyPem).export({ type: 'spki', format: 'pem' });
}

/** Signs a JSON statement with an Ed25519 private key (PKCS 8 PEM). The same key and statement give the same bytes. */
export function signStatement<Statement>(statement: Statement, privateKeyPem: string): SignedStatement<Statement> {
  const key = createPrivateKey(privateKeyPem);
  if (key.asymmetricKeyType !== 'ed25519')
    throw new TypeError(`statements are signed with ed25519, not ${key.asymmetricKeyType}`);
  const signature = sign(null, signedBytes(statement), key).toString('base64url');
  return { statement, algorithm: 'Ed25519', keyId: keyId(createPublicKey(privateKeyPem)), signature };
}

/**
 * Checks a signed statement against all keys ever published, by key id: a statement outlives the key that signed it,
 * as long as the old public key stays in the list. Never throws on what a stranger hands in.
 */
export function verifyStatement(
  signed: unknown,
  publicKeysByKeyId: Readonly<Record<string, string>>,
): SignatureVerdict {
  if (!isSigned(signed)) return { valid: false, reason: 'not-signed' };
  const pem = Object.hasOwn(publicKeysByKeyId, signed.keyId) ? publicKeysByKeyId[signed.keyId] : undefined;
  if (pem === undefined) return { valid: false, reason: 'unknown-key' };
  const key = createPublicKey(pem);
  if (keyId(key) !== signed.keyId || key.asymmetricKeyType !== 'ed25519') return { valid: false, reason: 'wrong-key' };
  const valid = verify(null, signedBytes(signed.statement), key, Buffer.from(signed.signature, 'base64url'));
  return valid ? { valid: true } : { valid: false, reason: 'altered' };
}

function keyId(publicKey: KeyObject): string {
  return sha256(publicKey.export({ type: 'spki', format: 'der' })).slice(0, 16);
}

function signedBytes(statement: unknown): Buffer {
  return Buffer.from(`statement-1\n${canonicalJson(statement)}`);
}

function isSigned(value: unknown): value is SignedStatement {
  if (typeof value !== 'object' || value === null) return false;
  const { algorithm, keyId: id, signature, statement } = value as Record<string, unknown>;
  return (
    algorithm === 'Ed25519' &&
    typeof id === 'string' &&
    typeof signature === 'string' &&
    /^[\w-]{86}$/.test(signature) &&
    hasCanonicalJson(statement)
  );
}

function hasCanonicalJson(statement: unknown): boolean {
  try {
    return canonicalJson(statement) !== '';
  } catch {
    return false;
  }
}
