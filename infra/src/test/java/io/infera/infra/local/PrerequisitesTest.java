package io.infera.infra.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrerequisitesTest {
  private static final long GIB = 1L << 30;

  @TempDir Path programs;

  @Test
  void shouldFindNothingMissingOnAFitMachine() throws Exception {
    provide("setpriv", "setsid", "npm");

    assertThat(machine("Linux", 17, 8 * GIB).missing(4 * GIB, true)).isEmpty();
  }

  @Test
  void shouldNameNpmOnlyWhenSomethingMustBeFetched() throws Exception {
    provide("setpriv", "setsid");

    assertThat(machine("Linux", 17, 8 * GIB).missing(GIB, false)).isEmpty();
    assertThat(machine("Linux", 17, 8 * GIB).missing(GIB, true))
        .singleElement()
        .satisfies(line -> assertThat(line).contains("npm is missing", "install Node.js"));
  }

  @Test
  void shouldSayHowMuchMemoryIsNeededAndAvailable() throws Exception {
    provide("setpriv", "setsid");

    assertThat(machine("Linux", 17, GIB).missing(2 * GIB, false))
        .singleElement()
        .satisfies(line -> assertThat(line).contains("2048 MiB", "1024 MiB", "--nodes"));
  }

  @Test
  void shouldNameEverythingAtOnce() {
    assertThat(machine("Mac OS X", 11, GIB).missing(2 * GIB, true)).hasSize(6);
  }

  private Prerequisites machine(String os, int java, long available) {
    return new Prerequisites(os, "amd64", java, OptionalLong.of(available), List.of(programs));
  }

  private void provide(String... names) throws Exception {
    for (String name : names) {
      Files.createFile(
          programs.resolve(name),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    }
  }
}
