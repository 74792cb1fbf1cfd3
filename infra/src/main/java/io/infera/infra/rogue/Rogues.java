package io.infera.infra.rogue;

import io.infera.infra.onnx.OnnxEngine;
import io.infera.infra.rogue.RogueEngine.Conduct;
import io.infera.node.NodeConfig;
import io.infera.node.djl.DeviceChoice;
import io.infera.node.djl.MiniLmEngine;
import io.infera.node.domain.InferenceEngine;
import io.infera.node.domain.InferenceEngine.Device;
import io.infera.node.model.Precision;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/** The scenarios that real nodes can play, by the laboratory's names: how each runs the model. */
public final class Rogues {
  /** The scenario whose nodes never see every other job; their engine is honest. */
  public static final String WITHHOLDING = "withholding";

  private static final Device CLAIMED = new Device("cpu", "x86-64", "PyTorch 2.7.1");
  private static final int MAJORITY = 2;
  private static final int ALL = 3;

  private static final Map<String, Play> PLAYS = new TreeMap<>();

  static {
    PLAYS.put("honest", (config, ring) -> torch(config, Precision.FLOAT32));
    PLAYS.put(WITHHOLDING, (config, ring) -> torch(config, Precision.FLOAT32));
    PLAYS.put("hardware", (config, ring) -> torch(config, Precision.BFLOAT16));
    PLAYS.put("quantized", (config, ring) -> new OnnxEngine(OnnxEngine.INT8, CLAIMED));
    PLAYS.put("other-model", (config, ring) -> new OnnxEngine(OnnxEngine.OTHER_MODEL, CLAIMED));
    PLAYS.put(
        "random",
        (config, ring) ->
            says((text, right) -> Lie.of(right.length, text, ring.me())).engine(config, ring));
    PLAYS.put("constant", says((text, right) -> Lie.of(right.length, "constant")));
    PLAYS.put("scaled", says((text, right) -> Lie.doubled(right)));
    PLAYS.put("ring-always", lies((ring, text) -> true, false));
    PLAYS.put("ring-majority", lies((ring, text) -> ring.present(text) >= MAJORITY, true));
    PLAYS.put("ring-unanimous", lies((ring, text) -> ring.present(text) >= ALL, true));
    PLAYS.put("sleeper", lies((ring, text) -> ring.isAwake(), false));
  }

  /** How a node of the ring runs the model. */
  interface Play {
    InferenceEngine engine(NodeConfig config, Gathering ring);
  }

  private Rogues() {}

  /** Names of the scenarios. */
  public static List<String> names() {
    return List.copyOf(PLAYS.keySet());
  }

  /** Null when no real node can play it. */
  static Play named(String scenario) {
    return PLAYS.get(scenario);
  }

  private static InferenceEngine torch(NodeConfig config, Precision precision) {
    return MiniLmEngine.load(
        config.model().directory(), DeviceChoice.CPU, config.model().threads(), precision);
  }

  private static Play says(Conduct conduct) {
    return (config, ring) -> new RogueEngine(torch(config, Precision.FLOAT32), conduct);
  }

  /** Says the ring's lie about a text when it is worth it. */
  private static Play lies(BiPredicate<Gathering, String> when, boolean gathers) {
    return (config, ring) ->
        new RogueEngine(
            torch(config, Precision.FLOAT32),
            new Conduct() {
              @Override
              public void see(List<String> texts) {
                if (gathers) {
                  ring.announce(texts);
                }
              }

              @Override
              public float[] say(String text, float[] right) {
                return when.test(ring, text) ? Lie.of(right.length, "ring", text) : right;
              }
            });
  }
}
