import { describe, expect, it } from '@jest/globals';
import { createPrivateKey } from 'node:crypto';
import { keyIdOf, publicKeyOf, signStatement, verifyStatement } from './index.js';

/** A private key from its 32 bytes: the fixed PKCS 8 head of an Ed25519 key (RFC 8410, 10.3) and the seed. */
function privateKey(seed: string): string {
  const der = Buffer.from(`302e020100300506032b657004220420${seed}`, 'hex');
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }).export({ type: 'pkcs8', format: 'pem' });
}

// The secret keys of RFC 8032, 7.1, TEST 1 and TEST 2: known to everyone, used by nobody.
const oldKey = privateKey('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60');
const newKey = privateKey('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb');
const published = {
  [keyIdOf(oldKey)]: publicKeyOf(oldKey),
  [keyIdOf(newKey)]: publicKeyOf(newKey),
};
const receipt = {
  kind: 'receipt',
  manifest: 'a'.repeat(64),
  at: '2026-03-02T11:59:59.000Z',
  words: { T1: 4000, T2: 3999 },
};

describe('a signed statement', () => {
  const signed = signStatement(receipt, oldKey);

  it('uses the keys of RFC 8032 as the RFC does', () => {
    const der = Buffer.from(publicKeyOf(oldKey).split('\n').slice(1, -2).join(''), 'base64');
    expect(der.subarray(-32).toString('hex')).toBe('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a');
  });

  it('is valid, and the same every time it is signed', () => {
    expect(verifyStatement(signed, published)).toEqual({ valid: true });
    expect(signStatement(receipt, oldKey)).toEqual(signed);
  });

  it('is valid after JSON, and with its fields in another order', () => {
    const turned = Object.fromEntries(Object.entries(receipt).reverse());
    expect(verifyStatement(JSON.parse(JSON.stringify({ ...signed, statement: turned })), published)).toEqual({
      valid: true,
    });
  });

  it('outlives its key: the next key signs, the old public key still checks', () => {
    expect(signStatement(receipt, newKey).keyId).not.toBe(signed.keyId);
    expect(verifyStatement(signed, published)).toEqual({ valid: true });
    expect(verifyStatement(signed, { [keyIdOf(newKey)]: publicKeyOf(newKey) })).toEqual({
      valid: false,
      reason: 'unknown-key',
    });
  });

  it('has the same key id from the private and the public key', () => {
    expect(keyIdOf(publicKeyOf(oldKey))).toBe(keyIdOf(oldKey));
    expect(signed.keyId).toMatch(/^[0-9a-f]{16}$/);
  });

  it.each<[string, unknown, string]>([
    ['one word more', { ...signed, statement: { ...receipt, words: { T1: 4001, T2: 3999 } } }, 'altered'],
    ['a field more', { ...signed, statement: { ...receipt, note: '' } }, 'altered'],
    ['the signature of another statement', { ...signed, signature: signStatement({}, oldKey).signature }, 'altered'],
    ['the id of another key', { ...signed, keyId: keyIdOf(newKey) }, 'altered'],
    ['the id of no key', { ...signed, keyId: 'toString' }, 'unknown-key'],
    ['another algorithm', { ...signed, algorithm: 'none' }, 'not-signed'],
    ['no signature', { ...signed, signature: '' }, 'not-signed'],
    ['no statement', { ...signed, statement: undefined }, 'not-signed'],
    ['text', 'signed', 'not-signed'],
    ['null', null, 'not-signed'],
  ])('is refused with %s', (_, spoilt, reason) => {
    expect(verifyStatement(spoilt, published)).toEqual({ valid: false, reason });
  });

  it('is refused where another key was published under its id', () => {
    expect(verifyStatement(signed, { [signed.keyId]: publicKeyOf(newKey) })).toEqual({
      valid: false,
      reason: 'wrong-key',
    });
  });
});
