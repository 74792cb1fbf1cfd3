package io.infera.infra;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.infera.infra.local.Repository;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Who may know whom: the design's second section, held against the compiled classes. */
class LayeringTest {
  private static final Map<String, String> SERVICES =
      Map.of(
          "ingest", "io.infera.ingest",
          "dispatcher-streams", "io.infera.dispatcher",
          "gpu-consumer", "io.infera.node",
          "verification-flink", "io.infera.verification",
          "settlement-sink", "io.infera.settlement");
  private static final String[] CONTRACT = {
    "io.infera.event..", "io.infera.schemas..", "io.infera.runtime.."
  };
  private static final String[] MACHINERY = {
    "org.apache.kafka..", "org.apache.flink..", "ai.djl..", "org.web3j.."
  };
  private static final Path ROOT = Repository.find().root();
  private static final Map<String, JavaClasses> COMPILED = new ConcurrentHashMap<>();

  static List<String> services() {
    return SERVICES.keySet().stream().sorted().toList();
  }

  @ParameterizedTest
  @MethodSource("services")
  void shouldKnowOfOursOnlyItselfAndTheContract(String module) {
    String own = SERVICES.get(module) + "..";
    DescribedPredicate<JavaClass> ours = JavaClass.Predicates.resideInAPackage("io.infera..");
    DescribedPredicate<JavaClass> allowed =
        JavaClass.Predicates.resideInAPackage(own)
            .or(JavaClass.Predicates.resideInAnyPackage(CONTRACT));

    noClasses()
        .should()
        .dependOnClassesThat(ours.and(DescribedPredicate.not(allowed)))
        .check(compiled(module));
  }

  @ParameterizedTest
  @MethodSource("services")
  void shouldKeepToItsOwnPackage(String module) {
    classes().should().resideInAPackage(SERVICES.get(module) + "..").check(compiled(module));
  }

  @ParameterizedTest
  @MethodSource("services")
  void shouldKeepItsDomainFreeOfMachinery(String module) {
    noClasses()
        .that()
        .resideInAPackage(SERVICES.get(module) + ".domain..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(MACHINERY)
        .check(compiled(module));
  }

  @ParameterizedTest
  @MethodSource("services")
  void shouldKeepItsDomainFromItsShell(String module) {
    String own = SERVICES.get(module);
    DescribedPredicate<JavaClass> shell =
        JavaClass.Predicates.resideInAPackage(own + "..")
            .and(DescribedPredicate.not(JavaClass.Predicates.resideInAPackage(own + ".domain..")));

    noClasses()
        .that()
        .resideInAPackage(own + ".domain..")
        .should()
        .dependOnClassesThat(shell)
        .check(compiled(module));
  }

  @ParameterizedTest
  @MethodSource("services")
  void shouldDependOnSchemasAlone(String module) throws Exception {
    assertThat(dependenciesOfOurs(module)).containsOnly("schemas");
  }

  @Test
  void shouldLetTheContractKnowNobody() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            SERVICES.values().stream().map(own -> own + "..").toArray(String[]::new))
        .check(compiled("schemas"));
  }

  /** A module that is not compiled is an error, not an exception from the rule. */
  private static JavaClasses compiled(String module) {
    return COMPILED.computeIfAbsent(module, LayeringTest::load);
  }

  private static JavaClasses load(String module) {
    Path classes = ROOT.resolve(module).resolve("target/classes");
    assertThat(classes).as("classes of %s; build the whole project", module).isDirectory();
    JavaClasses found = new ClassFileImporter().importPath(classes);
    assertThat(found.size()).as("classes in %s", classes).isPositive();
    return found;
  }

  private static List<String> dependenciesOfOurs(String module) throws Exception {
    NodeList dependencies =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(ROOT.resolve(module).resolve("pom.xml").toFile())
            .getElementsByTagName("dependency");
    List<String> ours = new ArrayList<>();
    for (int i = 0; i < dependencies.getLength(); i++) {
      Element dependency = (Element) dependencies.item(i);
      if (text(dependency, "groupId").equals("io.infera")) {
        ours.add(text(dependency, "artifactId"));
      }
    }
    return ours;
  }

  private static String text(Element element, String name) {
    return element.getElementsByTagName(name).item(0).getTextContent().strip();
  }
}
