package io.infera.settlement;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class LayeringTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.infera.settlement");

  @Test
  void shouldKeepTheDomainPlain() {
    noClasses()
        .that()
        .resideInAPackage("..domain..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.kafka..", "org.apache.flink..", "ai.djl..", "org.web3j..", "okhttp3..")
        .check(CLASSES);
  }

  @Test
  void shouldDependOnNoOtherService() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.infera.ingest..",
            "io.infera.dispatcher..",
            "io.infera.node..",
            "io.infera.verification..",
            "io.infera.infra..")
        .check(CLASSES);
  }

  @Test
  void shouldSpeakToTheChainInOnePlace() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..chain..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.web3j..", "okhttp3..")
        .check(CLASSES);
  }
}
