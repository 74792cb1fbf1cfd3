package io.infera.analytics.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StatementsTest {
  @Test
  void shouldSplitAtSemicolons() {
    assertThat(Statements.of("SELECT 1;\n\nSELECT 2 ;")).containsExactly("SELECT 1", "SELECT 2");
  }

  @Test
  void shouldNotSplitInQuotesAndComments() {
    assertThat(Statements.of("SELECT 'a;''b;' AS `c;d` -- e;\n/* f; */ FROM g; SELECT 2"))
        .containsExactly("SELECT 'a;''b;' AS `c;d` -- e;\n/* f; */ FROM g", "SELECT 2");
  }

  @Test
  void shouldLeaveOutWhatSaysNothing() {
    assertThat(Statements.of("-- only a comment;\n;/* and; another */;  ;")).isEmpty();
  }

  @Test
  void shouldTakeAQuoteThatDoesNotEnd() {
    assertThat(Statements.of("SELECT 'a; SELECT 2")).containsExactly("SELECT 'a; SELECT 2");
  }
}
