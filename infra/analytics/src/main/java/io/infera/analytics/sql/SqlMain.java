package io.infera.analytics.sql;

import io.infera.runtime.ClientFile;
import io.infera.runtime.SettingsException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.flink.table.api.TableResult;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Asks the streams in SQL.
 *
 * <p>Exit codes: 0 when all statements ran, 1 when one failed, 2 when the command line is wrong.
 */
@Command(
    name = "sql",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Asks the topics of the catalogue in Flink SQL, in a Flink of its own. Table verdicts is topic infera.verdicts, and",
      "so on; compacted topics show the last record of each key. Times are in UTC."
    },
    footer = {
      "",
      "Examples:",
      "  infera sql --list",
      "  infera sql fallen similarity",
      "  infera sql \"SELECT status, reason, COUNT(*) AS requests FROM verdicts GROUP BY status, reason\"",
      "  infera sql --follow \"SELECT nodeId, state, standingPpm FROM standings\"",
      "  infera sql --ddl > infera.sql"
    })
public final class SqlMain implements Callable<Integer> {
  private static final int FAILED = 1;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "QUERY",
      arity = "0..*",
      description = "SQL, or the name of a worked query.")
  private List<String> queries = List.of();

  @Option(names = "--file", paramLabel = "FILE", description = "Statements, each ended by ';'.")
  private Path file;

  @Option(names = "--list", description = "Show the worked queries.")
  private boolean list;

  @Option(names = "--all", description = "Run all worked queries.")
  private boolean all;

  @Option(
      names = "--ddl",
      description = "Print the tables' statements, for a Flink SQL client or gateway.")
  private boolean ddl;

  @Option(names = "--json", description = "A JSON object for each row, instead of a table.")
  private boolean json;

  @Option(names = "--markdown", description = "Each query and its rows, as a page shows them.")
  private boolean markdown;

  @Option(
      names = "--follow",
      description = "Go on with what is written later, until Ctrl-C; rows are changes.")
  private boolean follow;

  @Option(
      names = "--parallelism",
      paramLabel = "P",
      defaultValue = "1",
      description = "Of the queries (default: ${DEFAULT-VALUE}).")
  private int parallelism;

  @Option(names = "--bootstrap", paramLabel = "HOST:PORT", description = "Where Kafka is.")
  private String bootstrap;

  @Option(names = "--registry", paramLabel = "URL", description = "Where the schema registry is.")
  private String registry;

  @Option(
      names = "--kafka-config",
      paramLabel = "FILE",
      description = "Settings of Kafka's client, where one has to log in.")
  private Path kafkaConfig;

  public static void main(String[] arguments) {
    // Another jar brings a logback.xml, for services that tell what they do.
    System.setProperty("logback.configurationFile", "sql-logback.xml");
    // Flink keeps threads of its own alive, so the process ends by this call alone.
    System.exit(new CommandLine(new SqlMain()).execute(arguments));
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    if (list) {
      WorkedQuery.all().forEach(query -> out.printf("%-18s %s%n", query.name(), query.title()));
      out.flush();
      return 0;
    }
    if (ddl) {
      var tables = new ArrayList<>(TableDdl.standard(connection(), Mode.FOLLOWING).all());
      tables.addAll(TableDdl.views());
      tables.forEach(table -> out.println(table + ";\n"));
      out.flush();
      return 0;
    }
    return run(statements());
  }

  private int run(List<WorkedQuery> statements) {
    if (statements.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "name a query, or give one in SQL; --list shows those worked out");
    }
    Connection connection = connection();
    var mode = follow ? Mode.FOLLOWING : Mode.BOUNDED;
    try (SqlSession session = SqlSession.open(connection, mode, parallelism)) {
      for (WorkedQuery query : statements) {
        run(session, query);
      }
      return 0;
    } catch (Exception e) {
      spec.commandLine().getErr().println("infera sql: " + Failure.explain(e));
      return FAILED;
    }
  }

  private void run(SqlSession session, WorkedQuery query) throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    if (markdown) {
      out.printf(
          "### %s%n%n%s%n%n```sql%n%s%n```%n%n```%n", query.name(), query.title(), query.sql());
    } else if (!query.title().isEmpty()) {
      err.println(query.name() + ": " + query.title());
    }
    TableResult result = session.execute(query.sql());
    var printer = new RowPrinter(out, json);
    if (follow) {
      printer.follow(result);
    } else {
      printer.print(result);
    }
    if (markdown) {
      out.printf("```%n%n");
    }
    if (LenientDecoder.takeLeftOut()) {
      err.println("Some records were left out: they are none of their topic's");
    }
  }

  private List<WorkedQuery> statements() {
    var statements = new ArrayList<WorkedQuery>(all ? WorkedQuery.all() : List.of());
    for (String query : queries) {
      WorkedQuery.named(query)
          .ifPresentOrElse(statements::add, () -> statements.addAll(given(query)));
    }
    if (file != null) {
      statements.addAll(given(read()));
    }
    return statements;
  }

  private List<WorkedQuery> given(String sql) {
    if (sql.matches("[a-z-]+")) {
      throw new ParameterException(
          spec.commandLine(),
          "expected SQL or the name of a worked query, found " + sql + "; --list shows the names");
    }
    return Statements.of(sql).stream().map(one -> new WorkedQuery("", "", one)).toList();
  }

  private String read() {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new ParameterException(spec.commandLine(), "cannot read " + file + ": " + e);
    }
  }

  private Connection connection() {
    if (bootstrap == null || registry == null) {
      throw new ParameterException(
          spec.commandLine(),
          "no network runs here: start one (infera up), or name Kafka and registry with --bootstrap and --registry");
    }
    try {
      Map<String, String> kafka = new TreeMap<>(ClientFile.read(kafkaConfig));
      kafka.put("bootstrap.servers", bootstrap);
      return new Connection(kafka, registry);
    } catch (SettingsException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
