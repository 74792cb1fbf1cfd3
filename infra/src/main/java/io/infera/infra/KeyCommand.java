package io.infera.infra;

import io.infera.schemas.identity.Identity;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** A participant's key, ahead of its first start. */
@Command(
    name = "key",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a key file that only its owner can read, or reads the one that is there; prints the EVM address, which is",
      "the participant's id, a line for each file."
    },
    footer = {"", "Example:", "  infera key backstop.key"})
final class KeyCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", arity = "1..*", description = "The key files.")
  private List<Path> files;

  @Override
  public Integer call() {
    files.forEach(file -> System.out.println(Identity.loadOrCreate(file).address()));
    return 0;
  }
}
