package io.infera.schemas.serde;

import org.apache.avro.util.ClassSecurityValidator;

/**
 * Avro as we need it in any JVM, whatever its flags: it may instantiate our own record classes, and
 * a length read from hostile bytes allocates no more than a record may hold. Limits given on the
 * command line win.
 */
public final class AvroSafety {
  private static final String LARGEST_VALUE = Integer.toString(16 << 20);
  private static final String MOST_ITEMS = Integer.toString(1 << 20);
  private static final String EVENTS = "io.infera.event.";

  private AvroSafety() {}

  /** Installs it; for whoever reads Avro without our serdes, which do it themselves. */
  public static synchronized void install() {
    limit("org.apache.avro.limits.bytes.maxLength", LARGEST_VALUE);
    limit("org.apache.avro.limits.string.maxLength", LARGEST_VALUE);
    limit("org.apache.avro.limits.collectionItems.maxLength", MOST_ITEMS);
    if (!(ClassSecurityValidator.getGlobal() instanceof WithEvents)) {
      ClassSecurityValidator.setGlobal(new WithEvents(ClassSecurityValidator.getGlobal()));
    }
  }

  private static void limit(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  private record WithEvents(ClassSecurityValidator.ClassSecurityPredicate others)
      implements ClassSecurityValidator.ClassSecurityPredicate {
    @Override
    public boolean isTrusted(Class<?> type) {
      return type.getName().startsWith(EVENTS) || others.isTrusted(type);
    }

    @Override
    public void forbiddenClass(String className) {
      others.forbiddenClass(className);
    }
  }
}
