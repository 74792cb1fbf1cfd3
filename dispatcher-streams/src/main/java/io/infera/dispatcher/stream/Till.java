package io.infera.dispatcher.stream;

import io.infera.dispatcher.domain.Refusal;
import io.infera.dispatcher.domain.RequestInLog;
import io.infera.event.ModelPolicy;
import io.infera.event.RequesterAuthorisation;
import java.util.Optional;

/** Where it is seen to that requests will be paid. */
public interface Till {
  /** Of a network that charges nothing. */
  Till FREE =
      new Till() {
        @Override
        public Optional<Refusal> charge(String key, RequestInLog request, ModelPolicy policy) {
          return Optional.empty();
        }

        @Override
        public Optional<RequesterAuthorisation> news(RequestInLog request) {
          return Optional.empty();
        }

        @Override
        public void release(String requester, String key) {}
      };

  /**
   * Sets aside what a request can cost.
   *
   * @param key the request's key
   * @return why it cannot; empty when it is set aside
   */
  Optional<Refusal> charge(String key, RequestInLog request, ModelPolicy policy);

  /** What is allowed with a request that is charged, when it was not told before. */
  Optional<RequesterAuthorisation> news(RequestInLog request);

  /** A request is over that verification will not settle. */
  void release(String requester, String key);
}
