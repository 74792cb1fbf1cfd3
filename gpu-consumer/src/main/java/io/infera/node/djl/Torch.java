package io.infera.node.djl;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.StandardCapabilities;
import io.infera.node.domain.InferenceEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * libtorch in this process: loaded once, with the threads and the device that the operator chose.
 */
final class Torch {
  private final Engine engine;
  private final Device device;

  private Torch(Engine engine, Device device) {
    this.engine = engine;
    this.device = device;
  }

  /**
   * Loads libtorch and chooses the device.
   *
   * @param threads threads that one operation may use
   * @throws IllegalArgumentException when CUDA was asked for and there is none
   */
  static Torch load(DeviceChoice choice, int threads) {
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
    // Profiling recompiles at the first shapes it meets: slow to start, and it may round otherwise.
    System.setProperty("ai.djl.pytorch.graph_optimizer", "false");
    Engine engine = Engine.getEngine("PyTorch");
    return new Torch(engine, device(engine, choice));
  }

  Device device() {
    return device;
  }

  InferenceEngine.Device describe() {
    String name = "PyTorch " + engine.getVersion();
    return device.isGpu()
        ? new InferenceEngine.Device("cuda", gpuName(), name)
        : new InferenceEngine.Device("cpu", cpuName(), name);
  }

  private static Device device(Engine engine, DeviceChoice choice) {
    if (choice == DeviceChoice.CPU) {
      return Device.cpu();
    }
    boolean built = engine.hasCapability(StandardCapabilities.CUDA);
    int count = built ? engine.getGpuCount() : 0;
    if (count > 0) {
      return Device.gpu(0);
    }
    if (choice == DeviceChoice.CUDA) {
      throw new IllegalArgumentException(
          built
              ? "device=cuda, but libtorch finds no CUDA device; check nvidia-smi, or use device=cpu"
              : "device=cuda, but the libtorch loaded is the one for processors; point PYTORCH_LIBRARY_PATH"
                  + " to a CUDA build of torch "
                  + engine.getVersion()
                  + " (see cuda-check --help), or use device=cpu");
    }
    return Device.cpu();
  }

  private static String cpuName() {
    return lineOf(Path.of("/proc/cpuinfo"), "model name", System.getProperty("os.arch"));
  }

  private static String gpuName() {
    try (Stream<Path> gpus = Files.list(Path.of("/proc/driver/nvidia/gpus"))) {
      return gpus.findFirst()
          .map(gpu -> lineOf(gpu.resolve("information"), "Model", "NVIDIA"))
          .orElse("NVIDIA");
    } catch (IOException e) {
      return "NVIDIA";
    }
  }

  private static String lineOf(Path file, String key, String otherwise) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(otherwise);
    } catch (IOException e) {
      return otherwise;
    }
  }
}
