package io.infera.settlement.domain;

import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/** Says in which field two records of a kind differ first. */
final class Complaint {
  private static final int LONGEST = 200;

  private Complaint() {}

  /** A sentence; empty when they are equal. */
  static String of(SpecificRecord expected, SpecificRecord found) {
    for (Schema.Field field : expected.getSchema().getFields()) {
      Object ours = expected.get(field.pos());
      Object theirs = found.get(field.pos());
      if (!Objects.equals(ours, theirs)) {
        return "expected %s %s, found %s".formatted(field.name(), shown(ours), shown(theirs));
      }
    }
    return "";
  }

  private static String shown(Object value) {
    String text = String.valueOf(value);
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }
}
