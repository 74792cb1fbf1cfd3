package io.infera.settlement.domain;

import io.infera.event.BatchAttestation;
import io.infera.event.Digest;
import io.infera.schemas.identity.Signatures;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What attesters have said, by what they signed. Who signed is found from the signature alone;
 * whether that one's word counts is asked when it is needed. Bounded: the oldest is forgotten, and
 * can be asked for again.
 */
public final class SignatureBook {
  private final String network;
  private final Map<Bytes32, Said> said;

  /** What was said of one batch: signatures and refusals by attester, in the order of addresses. */
  private static final class Said {
    private final Map<String, byte[]> signatures = new TreeMap<>();
    private final Map<String, String> refusals = new TreeMap<>();
  }

  /**
   * @param network the network's id
   * @param most how many batches are remembered
   */
  public SignatureBook(String network, int most) {
    this.network = network;
    this.said =
        new LinkedHashMap<>() {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Bytes32, Said> eldest) {
            return size() > most;
          }
        };
  }

  /**
   * Takes what somebody said.
   *
   * @return false for what nobody can have said: no range, or a signature that is not its
   *     attester's
   */
  public boolean add(BatchAttestation attestation) {
    Bytes32 signed;
    try {
      signed = BatchClaims.signed(network, attestation.getBatch());
    } catch (IllegalArgumentException e) {
      return false;
    }
    String attester = attestation.getAttester();
    if (attestation.getSignature() == null) {
      of(signed).refusals.put(attester, refusal(attestation));
      return true;
    }
    Optional<String> signer =
        Signatures.recover(new Digest(signed.bytes()), attestation.getSignature());
    if (signer.filter(attester::equals).isEmpty()) {
      return false;
    }
    Said its = of(signed);
    its.signatures.put(attester, Attestation.evm(attestation.getSignature()));
    its.refusals.remove(attester);
    return true;
  }

  private Said of(Bytes32 signed) {
    return said.computeIfAbsent(signed, any -> new Said());
  }

  private static String refusal(BatchAttestation attestation) {
    String request = attestation.getRequest();
    return attestation.getAttester()
        + " refuses"
        + (request.isEmpty() ? ": " : " for " + request + ": ")
        + attestation.getReason();
  }

  /**
   * The signatures for a batch.
   *
   * @param signed what is signed for it
   * @param needed how many there must be
   * @param counts whether an address is an attester's
   * @return exactly as many as needed, by ascending address; empty when there are too few
   */
  public Optional<List<Attestation.Signed>> signatures(
      Bytes32 signed, int needed, Predicate<String> counts) {
    Said its = said.get(signed);
    if (its == null) {
      return needed == 0 ? Optional.of(List.of()) : Optional.empty();
    }
    List<Attestation.Signed> found =
        its.signatures.entrySet().stream()
            .filter(one -> counts.test(one.getKey()))
            .map(one -> new Attestation.Signed(one.getKey(), one.getValue()))
            .limit(needed)
            .toList();
    return found.size() == needed ? Optional.of(found) : Optional.empty();
  }

  /** Why attesters refuse a batch, a sentence each. */
  public List<String> refusals(Bytes32 signed, Predicate<String> counts) {
    Said its = said.get(signed);
    return its == null
        ? List.of()
        : its.refusals.entrySet().stream()
            .filter(one -> counts.test(one.getKey()))
            .map(Map.Entry::getValue)
            .toList();
  }
}
