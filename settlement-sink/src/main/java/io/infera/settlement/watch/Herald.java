package io.infera.settlement.watch;

import io.infera.event.EpochBeacon;
import io.infera.event.InferenceRequest;
import io.infera.event.NodeStake;
import io.infera.event.RequesterDeposit;
import io.infera.schemas.catalog.Topics;
import io.infera.schemas.identity.Identity;
import io.infera.schemas.payment.RequestSignature;
import io.infera.settlement.domain.Bytes32;
import io.infera.settlement.watch.domain.WatchBook;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the network what is news, and notes it down. Each of its methods says whether it was. */
final class Herald {
  private static final Logger LOG = LoggerFactory.getLogger(Herald.class);

  private final WatchBook book;
  private final NewsWriter news;
  private final WatchMetrics metrics;
  private final String networkId;
  private final Optional<Identity> signer;

  /**
   * @param signer signs contracts' questions; empty to tell them unsigned
   */
  Herald(
      WatchBook book,
      NewsWriter news,
      WatchMetrics metrics,
      String networkId,
      Optional<Identity> signer) {
    this.book = book;
    this.news = news;
    this.metrics = metrics;
    this.networkId = networkId;
    this.signer = signer;
  }

  boolean stake(NodeStake stake) {
    String text =
        "%d %d %d %b %d %d"
            .formatted(
                stake.getBondedMicroInfer(),
                stake.getUnbondingMicroInfer(),
                stake.getMinimumMicroInfer(),
                stake.getEjected(),
                stake.getRung(),
                stake.getOpenCases());
    if (!book.stake(stake.getNodeId(), text)) {
      return false;
    }
    news.stake(stake);
    metrics.published(Topics.STAKES.name());
    LOG.info(
        "Node {}: {} ({} of {} millionths of an INFER{})",
        stake.getNodeId(),
        stake.getReason(),
        stake.getBondedMicroInfer(),
        stake.getMinimumMicroInfer(),
        stake.getEjected() ? ", ejected" : "");
    return true;
  }

  boolean deposit(RequesterDeposit deposit) {
    String text =
        "%d %d %s"
            .formatted(
                deposit.getBalanceMicroInfer(), deposit.getLeavingMicroInfer(), deposit.getSpent());
    if (!book.deposit(deposit.getRequester(), text)) {
      return false;
    }
    news.deposit(deposit);
    metrics.published(Topics.DEPOSITS.name());
    return true;
  }

  boolean beacon(EpochBeacon beacon) {
    if (!book.beacon(beacon.getEpoch(), Bytes32.of(beacon.getBlock().getHash().bytes()))) {
      return false;
    }
    news.beacon(beacon);
    metrics.published(Topics.BEACONS.name());
    return true;
  }

  /** A contract's question: always news, since who asks twice has asked once. */
  void question(InferenceRequest request) {
    news.request(signed(request));
    metrics.published(Topics.REQUESTS.name());
    LOG.info("A contract asks: {}", request.getRequestId());
  }

  /** So that the dispatcher knows it for a contract's question: anybody can name the gateway. */
  private InferenceRequest signed(InferenceRequest request) {
    return signer.map(key -> RequestSignature.sign(key, networkId, request)).orElse(request);
  }
}
