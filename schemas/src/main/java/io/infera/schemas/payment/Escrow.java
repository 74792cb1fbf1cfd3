package io.infera.schemas.payment;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.infera.event.Digest;
import io.infera.event.PaymentAuthorisation;
import io.infera.schemas.canonical.Hex;
import io.infera.schemas.canonical.Keccak256;
import io.infera.schemas.identity.Identity;
import io.infera.schemas.identity.Signatures;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;

/**
 * The contract that requesters pay from, as far as signatures are bound to it: what is signed here
 * is what {@code RequestEscrow.sol} debits by (EIP-712).
 *
 * @param chainId EIP-155 chain id, at least 1
 * @param address the contract: 0x and 40 lower-case hexadecimal digits
 */
public record Escrow(long chainId, String address) {
  private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-f]{40}");
  private static final byte[] DOMAIN_TYPE =
      hash("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
  private static final byte[] NAME = hash("Infera RequestEscrow");
  private static final byte[] VERSION = hash("1");
  private static final byte[] TYPE =
      hash(
          "Authorisation(address requester,bytes32 model,uint64 ceilingMicroInfer,"
              + "uint64 maxMicroInferPerMillionTokens,uint64 validUntil)");
  private static final byte[] PREFIX = {0x19, 0x01};
  private static final int WORD = 32;

  public Escrow {
    if (chainId < 1 || !ADDRESS.matcher(address).matches()) {
      throw new IllegalArgumentException(
          "expected a chain id of at least 1 and an address of 0x and 40 lower-case hexadecimal digits, found "
              + chainId
              + " and "
              + address);
    }
  }

  /**
   * What a requester signs.
   *
   * @param modelId the model that it is for
   * @param ceiling in all from the beginning on, in millionths of an INFER
   * @param perMillionTokens highest price per million tokens, in millionths of an INFER
   * @param validUntil in seconds since 1970
   */
  public Digest digest(
      String requester, String modelId, long ceiling, long perMillionTokens, long validUntil) {
    byte[] domain = Keccak256.of(DOMAIN_TYPE, NAME, VERSION, word(chainId), word(address));
    byte[] struct =
        Keccak256.of(
            TYPE,
            word(requester),
            hash(modelId),
            word(ceiling),
            word(perMillionTokens),
            word(validUntil));
    return new Digest(Keccak256.of(PREFIX, domain, struct));
  }

  /** Allows debits, see {@link #digest}. */
  public PaymentAuthorisation authorise(
      Identity requester, String modelId, long ceiling, long perMillionTokens, long validUntil) {
    Digest digest = digest(requester.address(), modelId, ceiling, perMillionTokens, validUntil);
    return new PaymentAuthorisation(ceiling, perMillionTokens, validUntil, requester.sign(digest));
  }

  /** Whether a requester signed this for a model, this chain and this contract. */
  public boolean isAuthorised(
      String requester, String modelId, PaymentAuthorisation authorisation) {
    Digest digest =
        digest(
            requester,
            modelId,
            authorisation.getCeilingMicroInfer(),
            authorisation.getMaxMicroInferPerMillionTokens(),
            authorisation.getValidUntil());
    return Signatures.recover(digest, authorisation.getSignature())
        .filter(requester::equals)
        .isPresent();
  }

  private static byte[] hash(String text) {
    return Keccak256.of(text.getBytes(UTF_8));
  }

  private static byte[] word(long value) {
    return ByteBuffer.allocate(WORD).putLong(WORD - Long.BYTES, value).array();
  }

  private static byte[] word(String address) {
    byte[] bytes = Hex.decode(address);
    return ByteBuffer.allocate(WORD).put(WORD - bytes.length, bytes).array();
  }
}
