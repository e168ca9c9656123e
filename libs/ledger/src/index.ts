export { canonicalJson } from './canonical-json.js';
export { digestOf, isSha256, sha256 } from './sha256.js';
export {
  type ChainFault,
  type ChainHead,
  chainNext,
  chainStart,
  type ChainVerdict,
  type Link,
  verifyChain,
} from './chain.js';
export { consistencyProof, emptyRoot, inclusionProof, leafHash, merkleRoot, nodeHash } from './merkle.js';
export { type Consistency, type Inclusion, verifyConsistency, verifyInclusion } from './verify-merkle.js';
export { appendLeaf, emptyFrontier, type Frontier, frontierRoot } from './frontier.js';
export {
  keyIdOf,
  publicKeyOf,
  type SignatureFault,
  type SignatureVerdict,
  type SignedStatement,
  signStatement,
  verifyStatement,
} from './sign-statement.js';
