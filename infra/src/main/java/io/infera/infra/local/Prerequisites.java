package io.infera.infra.local;

import io.infera.infra.process.ProcFs;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What this machine must have.
 *
 * @param os name of the operating system
 * @param architecture of the processor
 * @param javaFeature version of Java that runs
 * @param availableBytes memory to be had; empty when unknown
 * @param path directories of programs
 */
record Prerequisites(
    String os, String architecture, int javaFeature, OptionalLong availableBytes, List<Path> path) {
  private static final long MIB = 1L << 20;
  private static final int JAVA = 17;

  /** This machine. */
  static Prerequisites ofThisMachine() {
    List<Path> path = new ArrayList<>();
    for (String part : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
      if (!part.isEmpty()) {
        path.add(Path.of(part));
      }
    }
    return new Prerequisites(
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        Runtime.version().feature(),
        ProcFs.availableMemoryBytes(),
        path);
  }

  /**
   * What is missing, a sentence each, with what to do.
   *
   * @param neededBytes memory that the network will take
   * @param npmNeeded true when something must still be installed with npm
   */
  List<String> missing(long neededBytes, boolean npmNeeded) {
    List<String> missing = new ArrayList<>();
    if (!os.equals("Linux") || !architecture.equals("amd64")) {
      missing.add(
          "expected Linux on x86-64, found "
              + os
              + " on "
              + architecture
              + "; run it in a Linux virtual machine or container");
    }
    if (javaFeature < JAVA) {
      missing.add("expected Java 17 or newer, found " + javaFeature + "; install openjdk-17-jdk");
    }
    for (String program : List.of("setpriv", "setsid")) {
      if (!has(program)) {
        missing.add("the program " + program + " is missing; install the package util-linux");
      }
    }
    if (npmNeeded && !has("npm")) {
      missing.add(
          "npm is missing, with which the local EVM node is fetched; install Node.js 20 or newer (packages nodejs and npm)");
    }
    if (availableBytes.isPresent() && availableBytes.getAsLong() < neededBytes) {
      missing.add(
          "the network takes about %d MiB of memory and %d MiB are available; stop something, or start fewer nodes (--nodes, --backstops) or ones without a model (--engine stub)"
              .formatted(neededBytes / MIB, availableBytes.getAsLong() / MIB));
    }
    return missing;
  }

  private boolean has(String program) {
    return path.stream().anyMatch(directory -> Files.isExecutable(directory.resolve(program)));
  }
}
