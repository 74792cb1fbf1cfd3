package io.infera.infra.attack;

import java.util.List;
import java.util.Optional;

/** Every way to cheat, to fail or to be odd that is tried. */
final class Scenarios {
  private static final long CONSTANT = 0x636f6e7374L;
  private static final long ANYTHING = 0x616e79L;

  private static final List<Scenario> ALL =
      List.of(
          new Honest(),
          new HeterogeneousHardware(),
          new QuantizedSwap(),
          new OtherModel(),
          new Truncated(),
          new RandomVector(),
          new ConstantVector(),
          new ScaledVector(),
          new RingAlways(),
          new RingMajority(),
          new RingUnanimous(),
          new RingPatient(),
          new Sleeper(),
          new Sybil(),
          new Withholding(),
          new SelectiveWithholding(),
          new SpoofAndReplay(),
          new IdGrinding(),
          new Flapping(),
          new Slow());

  private Scenarios() {}

  static List<Scenario> all() {
    return ALL;
  }

  static Optional<Scenario> named(String name) {
    return ALL.stream().filter(scenario -> scenario.name().equals(name)).findFirst();
  }

  static List<String> names() {
    return ALL.stream().map(Scenario::name).toList();
  }

  /** A scenario that has nothing to it but its answers. */
  private abstract static class Named implements Scenario {
    private final String name;
    private final String story;

    Named(String name, String story) {
      this.name = name;
      this.story = story;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String story() {
      return story;
    }
  }

  private static final class Honest extends Named {
    Honest() {
      super("honest", "everybody does the work");
    }

    @Override
    public Answer answer(Job job) {
      return job.honest();
    }

    @Override
    public boolean isAttack() {
      return false;
    }
  }

  private static final class HeterogeneousHardware extends Named {
    HeterogeneousHardware() {
      super("hardware", "honest nodes that compute in half precision");
    }

    @Override
    public Answer answer(Job job) {
      return job.answer(job.embeddings().oddHardware(job.request(), job.node()), false);
    }

    @Override
    public boolean isOddHardware() {
      return true;
    }

    @Override
    public boolean isAttack() {
      return false;
    }
  }

  private static final class QuantizedSwap extends Named {
    QuantizedSwap() {
      super("quantized", "runs the int8 sibling; all its copies agree with each other");
    }

    @Override
    public Answer answer(Job job) {
      return job.lie(job.embeddings().impostor(job.request(), "int8"));
    }
  }

  private static final class OtherModel extends Named {
    OtherModel() {
      super("other-model", "runs another model; all its copies agree with each other");
    }

    @Override
    public Answer answer(Job job) {
      return job.lie(job.embeddings().impostor(job.request(), "other-model"));
    }
  }

  private static final class Truncated extends Named {
    Truncated() {
      super("truncated", "does not read the last quarter of a text");
    }

    @Override
    public Answer answer(Job job) {
      return job.lie(job.embeddings().impostor(job.request(), "truncated-quarter"));
    }
  }

  private static final class RandomVector extends Named {
    RandomVector() {
      super("random", "sends random vectors");
    }

    @Override
    public Answer answer(Job job) {
      return job.lie(job.embeddings().anything(job.request(), ANYTHING + job.node()));
    }
  }

  private static final class ConstantVector extends Named {
    ConstantVector() {
      super("constant", "sends the same vector always");
    }

    @Override
    public Answer answer(Job job) {
      return job.lie(job.embeddings().anything(0, CONSTANT));
    }
  }

  private static final class ScaledVector extends Named {
    ScaledVector() {
      super("scaled", "sends the right direction at twice the length");
    }

    @Override
    public Answer answer(Job job) {
      float[] vector = job.embeddings().honest(job.request(), job.node());
      for (int i = 0; i < vector.length; i++) {
        vector[i] *= 2;
      }
      return job.lie(vector);
    }
  }

  private static final class RingAlways extends Named {
    RingAlways() {
      super("ring-always", "a ring that agrees on a lie in every job");
    }

    @Override
    public Answer answer(Job job) {
      return job.ringLie();
    }
  }

  private static class RingMajority extends Named {
    RingMajority() {
      this("ring-majority", "a ring that lies only when it has a majority of those drawn");
    }

    RingMajority(String name, String story) {
      super(name, story);
    }

    @Override
    public Answer answer(Job job) {
      return job.ringHasMajority() ? job.ringLie() : job.honest();
    }
  }

  private static final class RingUnanimous extends Named {
    RingUnanimous() {
      super("ring-unanimous", "a ring that lies only when nobody else was drawn");
    }

    @Override
    public Answer answer(Job job) {
      return job.ringIsAlone() ? job.ringLie() : job.honest();
    }
  }

  /** The worst that {@link io.infera.verification.domain.judge.Credence} reckons with. */
  private static final class RingPatient extends Named {
    RingPatient() {
      super(
          "ring-patient",
          "the same, and of K audits passed together it lies only once in K + 1 such requests");
    }

    @Override
    public Answer answer(Job job) {
      boolean worthIt = job.ringCoin() * (job.auditsMilli() / 1000 + 1) < 1;
      return job.ringIsAlone() && worthIt ? job.ringLie() : job.honest();
    }
  }

  private static final class Sleeper extends Named {
    Sleeper() {
      super("sleeper", "a ring that is honest for half of the run, and then always lies");
    }

    @Override
    public Answer answer(Job job) {
      return job.elapsed() < 0.5 ? job.honest() : job.ringLie();
    }
  }

  private static final class Sybil extends Named {
    Sybil() {
      super("sybil", "a ring that always lies; who is put out comes back under a new name");
    }

    @Override
    public Answer answer(Job job) {
      return job.ringLie();
    }

    @Override
    public boolean comesBackAnew() {
      return true;
    }
  }

  private static final class Withholding extends Named {
    Withholding() {
      super("withholding", "does not answer every other request");
    }

    @Override
    public Answer answer(Job job) {
      return job.request() % 2 == 0 ? job.silence() : job.honest();
    }
  }

  private static final class SelectiveWithholding extends Named {
    SelectiveWithholding() {
      super(
          "withholding-selective",
          "a ring that is silent where it is outnumbered, and honest else");
    }

    @Override
    public Answer answer(Job job) {
      return job.ringHasMajority() ? job.honest() : job.silence();
    }
  }

  private static final class SpoofAndReplay extends Named {
    SpoofAndReplay() {
      super(
          "spoof",
          "a ring that always lies, in the name of honest nodes and with their old results, too");
    }

    @Override
    public Answer answer(Job job) {
      return job.ringLie().forging();
    }
  }

  private static final class IdGrinding extends RingMajority {
    IdGrinding() {
      super(
          "grinding",
          "the same ring asks, and takes of 16 request ids that which the last beacon favours");
    }

    @Override
    public boolean grindsIds() {
      return true;
    }
  }

  private static final class Flapping extends Named {
    private static final long HALF_PERIOD = 120_000;

    Flapping() {
      super("flapping", "is up for two minutes and down for two");
    }

    @Override
    public Answer answer(Job job) {
      return job.honest();
    }

    @Override
    public boolean isUp(int node, long millis) {
      return (millis + node * 7_919L) / HALF_PERIOD % 2 == 0;
    }
  }

  private static final class Slow extends Named {
    Slow() {
      super("slow", "is honest and takes 5 to 20 seconds; an attempt has 10");
    }

    @Override
    public Answer answer(Job job) {
      return job.honest().late(job.random().nextLong(5_000, 20_000));
    }
  }
}
