package io.infera.ingest.domain;

import java.util.regex.Pattern;

/** What a request id may look like. */
public final class RequestIds {
  /** The rule, for messages. */
  public static final String RULE = "1 to 128 of A-Z a-z 0-9 . _ : -";

  private static final Pattern VALID = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

  private RequestIds() {}

  public static boolean isValid(String id) {
    return VALID.matcher(id).matches();
  }
}
