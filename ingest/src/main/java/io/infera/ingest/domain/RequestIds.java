package io.infera.ingest.domain;

/** What a request id may look like. */
public final class RequestIds {
  /** The rule, for messages. */
  public static final String RULE = "1 to 128 of A-Z a-z 0-9 . _ : -";

  private static final int LONGEST = 128;

  private RequestIds() {}

  public static boolean isValid(String id) {
    return !id.isEmpty() && id.length() <= LONGEST && id.chars().allMatch(RequestIds::isAllowed);
  }

  private static boolean isAllowed(int c) {
    return c >= 'a' && c <= 'z'
        || c >= 'A' && c <= 'Z'
        || c >= '0' && c <= '9'
        || c == '.'
        || c == '_'
        || c == ':'
        || c == '-';
  }
}
