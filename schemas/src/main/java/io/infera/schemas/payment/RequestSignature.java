package io.infera.schemas.payment;

import io.infera.event.Digest;
import io.infera.event.InferenceRequest;
import io.infera.schemas.canonical.CanonicalHash;
import io.infera.schemas.canonical.Digests;
import io.infera.schemas.identity.Identity;
import io.infera.schemas.identity.Signatures;

/**
 * That a requester wants this very request, for which he may be debited: network, content,
 * deadline, highest price, and where the answer goes.
 */
public final class RequestSignature {
  private RequestSignature() {}

  /** What is signed. */
  public static Digest digest(String networkId, InferenceRequest request) {
    return digest(networkId, request, Digests.request(request));
  }

  private static Digest digest(String networkId, InferenceRequest request, Digest content) {
    Long most = request.getMostMicroInfer();
    return CanonicalHash.of("infera/asking/v1")
        .string(networkId)
        .digest(content)
        .int64(request.getDeadline().toEpochMilli())
        .bool(request.getOwnReplyTopic())
        .int64(most == null ? -1 : most)
        .finish();
  }

  /** The request with a signature over it. */
  public static InferenceRequest sign(Identity signer, String networkId, InferenceRequest request) {
    return InferenceRequest.newBuilder(request)
        .setSignature(signer.sign(digest(networkId, request)))
        .build();
  }

  /**
   * Whether somebody signed it.
   *
   * @param content the request's digest, see {@link Digests#request}
   */
  public static boolean isSigned(
      String signer, String networkId, InferenceRequest request, Digest content) {
    return request.getSignature() != null
        && Signatures.recover(digest(networkId, request, content), request.getSignature())
            .filter(signer::equals)
            .isPresent();
  }
}
