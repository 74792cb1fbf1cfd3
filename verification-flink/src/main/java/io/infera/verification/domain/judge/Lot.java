package io.infera.verification.domain.judge;

import io.infera.event.Digest;
import io.infera.schemas.canonical.CanonicalHash;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Choices by a hash of the draw's seed, which nobody knows while the nodes work, so that nobody can
 * steer them and anyone can repeat them: SHA-256 over a domain, the seed and the request's digest;
 * its first 8 bytes, unsigned, modulo.
 */
final class Lot {
  private static final long PPM = 1_000_000;
  private static final long HALF_WAY_MILLI = 30_000;

  private Lot() {}

  /**
   * Index of the node that answers among a clique in nodeId order; the clique is part of the hash.
   */
  static int answerer(Digest seed, Digest request, List<String> clique) {
    CanonicalHash hash = CanonicalHash.of("infera/answer/v1").digest(seed).digest(request);
    clique.forEach(hash::string);
    return (int) Long.remainderUnsigned(number(hash), clique.size());
  }

  /**
   * True for the policy's share of requests: they are audited although all agree.
   *
   * @param auditsMilli passed by the least credible of those that agree, in thousandths
   */
  static boolean audited(Digest seed, Terms terms, long auditsMilli) {
    long share = auditShare(terms, auditsMilli);
    if (share == 0) {
      return false;
    }
    CanonicalHash hash =
        CanonicalHash.of("infera/audit/v1").digest(seed).digest(terms.requestDigest());
    return Long.remainderUnsigned(number(hash), PPM) < share;
  }

  /**
   * From the newcomers' share down to that of the credible, half way at {@value #HALF_WAY_MILLI}
   * thousandths of an audit, in parts per million.
   */
  static long auditShare(Terms terms, long auditsMilli) {
    long least = terms.auditPpm();
    long more = Math.max(0, terms.auditNewcomerPpm() - least);
    return least + more * HALF_WAY_MILLI / (HALF_WAY_MILLI + auditsMilli);
  }

  private static long number(CanonicalHash hash) {
    return ByteBuffer.wrap(hash.finish().bytes()).getLong();
  }
}
