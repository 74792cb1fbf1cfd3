package io.infera.analytics.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A query that is worked out already.
 *
 * @param name what to call it
 * @param title what it answers
 * @param sql its statement
 */
record WorkedQuery(String name, String title, String sql) {
  private static final Pattern HEAD = Pattern.compile("-- \\[([a-z-]+)] (.*)");
  private static final List<WorkedQuery> ALL = parse(Statements.resource("queries.sql"));

  /** All of {@code queries.sql}, in its order. */
  static List<WorkedQuery> all() {
    return ALL;
  }

  static Optional<WorkedQuery> named(String name) {
    return ALL.stream().filter(query -> query.name().equals(name)).findFirst();
  }

  /** Queries begin with a line {@code -- [name] title}. */
  private static List<WorkedQuery> parse(String text) {
    var queries = new ArrayList<WorkedQuery>();
    for (String block : text.split("(?m)^(?=-- \\[)")) {
      var head = HEAD.matcher(block);
      if (head.lookingAt()) {
        String sql = Statements.of(block.substring(head.end())).get(0);
        queries.add(new WorkedQuery(head.group(1), head.group(2), sql));
      }
    }
    return List.copyOf(queries);
  }
}
