package io.infera.verification.domain.judge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Everything the drawn nodes have answered, in the order of arrival, with the similarities of the
 * admissible ones. Of these at most {@value Agreement#MOST} are compared; further ones would have
 * no say, so a policy that draws more nodes makes no sense.
 */
final class Panel {
  private final List<Reply> replies = new ArrayList<>(4);
  private final List<Reply> compared = new ArrayList<>(4);
  private final List<String> nodeIds = new ArrayList<>(4);
  private double[][] similarity = new double[4][];
  private int[] audits = new int[4];
  private long auditors;

  void add(Reply reply, Draw draw) {
    replies.add(reply);
    if (!reply.admissible() || compared.size() == Agreement.MOST) {
      return;
    }
    int index = compared.size();
    var row = new double[index];
    for (int i = 0; i < index; i++) {
      Reply other = compared.get(i);
      row[i] = Cosine.similarity(reply.vector(), reply.norm(), other.vector(), other.norm());
    }
    if (index == similarity.length) {
      similarity = Arrays.copyOf(similarity, index * 2);
      audits = Arrays.copyOf(audits, index * 2);
    }
    audits[index] = draw.auditsOf(reply.nodeId());
    similarity[index] = row;
    compared.add(reply);
    nodeIds.add(reply.nodeId());
    if (draw.isAudit()) {
      auditors |= 1L << index;
    }
  }

  /** An independent copy; rows of similarities never change and are shared. */
  Panel copy() {
    var copy = new Panel();
    copy.replies.addAll(replies);
    copy.compared.addAll(compared);
    copy.nodeIds.addAll(nodeIds);
    copy.similarity = similarity.clone();
    copy.audits = audits.clone();
    copy.auditors = auditors;
    return copy;
  }

  List<Reply> replies() {
    return replies;
  }

  /** What the node answered, or null. They are few: to look through them is faster than a map. */
  Reply replyOf(String nodeId) {
    for (Reply reply : replies) {
      if (reply.nodeId().equals(nodeId)) {
        return reply;
      }
    }
    return null;
  }

  /** The admissible replies, auditors included: the vertices of {@link #agreement}. */
  List<Reply> compared() {
    return compared;
  }

  /** Mask of the replicas: those compared without the auditors. */
  long replicas() {
    return all() & ~auditors;
  }

  /** Mask of all those compared. */
  long all() {
    return compared.size() == Long.SIZE ? -1L : (1L << compared.size()) - 1;
  }

  /** Audits that some have passed together, in thousandths. */
  long audits(long mask) {
    long sum = 0;
    for (long rest = mask; rest != 0; rest &= rest - 1) {
      sum += audits[Long.numberOfTrailingZeros(rest)];
    }
    return sum;
  }

  /** Mask of the auditors with an admissible reply. */
  long auditors() {
    return auditors;
  }

  Agreement agreement(Terms terms) {
    return new Agreement(nodeIds, similarity, terms.accept(), terms.hasTarget() ? audits : null);
  }

  /** Mask of some nodes. */
  long mask(List<String> nodes) {
    long mask = 0;
    for (String node : nodes) {
      mask |= 1L << nodeIds.indexOf(node);
    }
    return mask;
  }

  /** The nodes of a mask, in nodeId order. */
  List<String> nodes(long mask) {
    var nodes = new ArrayList<String>(Long.bitCount(mask));
    for (long rest = mask; rest != 0; rest &= rest - 1) {
      nodes.add(nodeIds.get(Long.numberOfTrailingZeros(rest)));
    }
    nodes.sort(null);
    return List.copyOf(nodes);
  }
}
