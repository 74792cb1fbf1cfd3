package io.infera.ingest;

import io.infera.ingest.domain.LineFormat;
import io.infera.ingest.domain.LineParser;
import io.infera.ingest.domain.LineReader;
import io.infera.ingest.domain.RequestIds;
import io.infera.ingest.domain.Tally;
import io.infera.runtime.ClientFile;
import io.infera.runtime.InferAmount;
import io.infera.runtime.SettingsException;
import io.infera.schemas.identity.Identity;
import io.infera.schemas.payment.Escrow;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Submits a file or standard input and writes a line of JSON per answer. */
@Command(
    name = "submit",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
      "Submits a text per line, or JSON Lines, and writes one JSON line per answer to standard output.",
      "A JSON line is {\"id\"?, \"text\", \"model\"?, \"replicas\"?, \"deadlineMs\"?}. Bad lines are reported with "
          + "their number on standard error and do not stop the others."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every line was valid and its answer VERIFIED",
      "1:not so",
      "2:wrong usage; broker, registry, input or output not available"
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  infera submit --bootstrap 127.0.0.1:9092 \\",
      "    --registry http://127.0.0.1:8081 --key me.key texts.txt"
    })
public final class SubmitCommand implements Callable<Integer> {
  private static final int NOT_ALL_VERIFIED = 1;
  private static final int MAX_LINE_BYTES = 1 << 20;
  private static final int MAX_IN_FLIGHT = 100_000;
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final Duration AUTHORISED_FOR = Duration.ofDays(30);

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      defaultValue = "-",
      description = "Input; - for standard input.")
  private String input;

  @Option(
      names = "--bootstrap",
      paramLabel = "HOST:PORT",
      defaultValue = "${env:INFERA_BOOTSTRAP}",
      description = "Where Kafka is. Else taken from INFERA_BOOTSTRAP.")
  private String bootstrap;

  @Option(
      names = "--registry",
      paramLabel = "URL",
      defaultValue = "${env:INFERA_REGISTRY}",
      description = "Where the schema registry is. Else taken from INFERA_REGISTRY.")
  private String registry;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      defaultValue = "${sys:user.home}/.infera/requester.key",
      description = "Who asks: a key file, made if it does not exist. Default: ${DEFAULT-VALUE}")
  private Path key;

  @Option(
      names = "--format",
      defaultValue = "auto",
      converter = Formats.class,
      description = "auto, text or jsonl; auto goes by the first line. Default: ${DEFAULT-VALUE}")
  private LineFormat format;

  @Option(
      names = "--model",
      paramLabel = "ID",
      defaultValue = RequestProducerBuilder.DEFAULT_MODEL,
      description = "Default: ${DEFAULT-VALUE}")
  private String model;

  @Option(
      names = "--replicas",
      paramLabel = "N",
      defaultValue = "3",
      description = "Independent nodes per request, at least 3. Default: ${DEFAULT-VALUE}")
  private int replicas;

  @Option(
      names = "--deadline",
      paramLabel = "TIME",
      defaultValue = "30s",
      converter = Durations.class,
      description = "How long the network has for each request. Default: ${DEFAULT-VALUE}")
  private Duration deadline;

  @Option(
      names = "--in-flight",
      paramLabel = "N",
      defaultValue = "256",
      description = "Most requests in flight at once. Default: ${DEFAULT-VALUE}")
  private int maxInFlight;

  @Option(
      names = "--kafka-config",
      paramLabel = "FILE",
      description =
          "Settings of Kafka's client, where one has to log in; a file of properties, as Kafka's tools take it.")
  private Path kafkaConfig;

  @Option(
      names = "--escrow",
      paramLabel = "ADDRESS",
      description =
          "Where the network charges: the RequestEscrow contract with your deposit. Requests are signed then, and what may be debited.")
  private String escrow;

  @Option(
      names = "--chain-id",
      paramLabel = "N",
      defaultValue = "0",
      description = "With --escrow: its chain.")
  private long chainId;

  @Option(
      names = "--network",
      paramLabel = "ID",
      defaultValue = "infera-local",
      description = "With --escrow: the network's id. Default: ${DEFAULT-VALUE}")
  private String network;

  @Option(
      names = "--ceiling",
      paramLabel = "AMOUNT",
      defaultValue = "100 INFER",
      converter = Amounts.class,
      description =
          "With --escrow: most that may be debited for a model in all, earlier runs included. Default: ${DEFAULT-VALUE}")
  private InferAmount ceiling;

  @Option(
      names = "--max-price",
      paramLabel = "AMOUNT",
      defaultValue = "10 INFER",
      converter = Amounts.class,
      description = "With --escrow: most per million tokens. Default: ${DEFAULT-VALUE}")
  private InferAmount maxPrice;

  // With a fallback, it means yes also where yes is the default already.
  @Option(
      names = "--own-reply-topic",
      arity = "0..1",
      defaultValue = "false",
      fallbackValue = "true",
      description = "Be answered in a topic that nobody else may read.")
  private boolean ownReplyTopic;

  @Option(names = "--vectors", description = "Write the vectors, not only their SHA-256.")
  private boolean vectors;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Write answers to this new file instead of standard output.")
  private Path output;

  @Option(
      names = "--id-prefix",
      paramLabel = "TEXT",
      description =
          "Ids are TEXT-LINENUMBER instead of random, so that every run over a file uses the same.")
  private String idPrefix;

  @Option(
      names = "--resume",
      description =
          "Continue the --output file of an interrupted run: ids answered there are skipped, the others "
              + "submitted again. The network answers an id once, so answers given meanwhile are looked for in the reply "
              + "topic. Needs ids in the input, or --id-prefix.")
  private boolean resume;

  public static void main(String[] args) {
    // Set here and not by a logback.xml, which would impose itself on whoever uses the library.
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty("logback.configurationFile", "io/infera/ingest/submit-logback.xml");
    }
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new SubmitCommand());
  }

  @Override
  public Integer call() throws InterruptedException {
    requireUsage();
    try (var in = open()) {
      return connect(in);
    } catch (NoSuchFileException e) {
      return refuse("there is no file " + e.getFile());
    } catch (FileAlreadyExistsException e) {
      return refuse(
          "file " + e.getFile() + " exists; give another name, or --resume to continue it");
    } catch (SettingsException e) {
      return refuse(e.getMessage());
    } catch (IOException
        | UncheckedIOException
        | NotConnectedException
        | IllegalArgumentException e) {
      return refuse(e.getMessage());
    } catch (IllegalStateException e) {
      return refuse(
          e.getMessage() + (e.getCause() == null ? "" : ": " + e.getCause().getMessage()));
    }
  }

  /** The output is made last, so that a network that is not there leaves no empty file behind. */
  private int connect(InputStream in) throws IOException, InterruptedException {
    var producer = producer();
    try (var answers = openOutput()) {
      return submit(in, answers, producer);
    } finally {
      // Nothing is in flight, unless input or output failed.
      producer.close(Duration.ZERO);
    }
  }

  private int submit(InputStream in, Output answers, RequestProducer producer)
      throws IOException, InterruptedException {
    var tally = new Tally();
    var progress = new Progress(spec.commandLine().getErr(), Progress.onTerminal(), countLines());
    var report = new Report(tally, progress, producer);
    var onInterrupt = new Thread(() -> report.interrupted(answers), "infera-interrupt");
    Runtime.getRuntime().addShutdownHook(onInterrupt);
    try {
      new Submission(
              producer,
              Optional.ofNullable(idPrefix),
              resume,
              new OutputLines(vectors),
              answers,
              progress,
              tally)
          .run(new LineReader(in, MAX_LINE_BYTES), new LineParser(format));
    } finally {
      removeHook(onInterrupt);
      report.finished();
    }
    return tally.summary().allVerified() ? 0 : NOT_ALL_VERIFIED;
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // Shutting down already: the hook reports.
    }
  }

  private void requireUsage() {
    require(bootstrap != null, "--bootstrap HOST:PORT is missing, and INFERA_BOOTSTRAP is not set");
    require(registry != null, "--registry URL is missing, and INFERA_REGISTRY is not set");
    require(
        registry.matches("https?://.+"),
        "--registry must be a URL such as http://127.0.0.1:8081, found: " + registry);
    require(replicas >= 3, "--replicas must be at least 3, found: " + replicas);
    require(
        maxInFlight >= 1 && maxInFlight <= MAX_IN_FLIGHT,
        "--in-flight must be from 1 to " + MAX_IN_FLIGHT + ", found: " + maxInFlight);
    require(!resume || output != null, "--resume needs the --output file to continue");
    require(
        idPrefix == null || RequestIds.isValid(idPrefix),
        "--id-prefix must be " + RequestIds.RULE + ", found: " + idPrefix);
  }

  /** With the unit, which nobody has to guess. */
  static final class Amounts implements ITypeConverter<InferAmount> {
    @Override
    public InferAmount convert(String text) {
      try {
        return InferAmount.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** In lower case, which picocli's own conversion takes only where the parent command says so. */
  static final class Formats implements ITypeConverter<LineFormat> {
    @Override
    public LineFormat convert(String text) {
      for (LineFormat format : LineFormat.values()) {
        if (format.name().equalsIgnoreCase(text)) {
          return format;
        }
      }
      throw new TypeConversionException("expected auto, text or jsonl, found: " + text);
    }
  }

  private void require(boolean holds, String message) {
    if (!holds) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }

  private int refuse(String message) {
    spec.commandLine().getErr().println("submit: " + message);
    return CommandLine.ExitCode.USAGE;
  }

  private InputStream open() throws IOException {
    return input.equals("-")
        ? System.in
        : new BufferedInputStream(Files.newInputStream(Path.of(input)));
  }

  private long countLines() throws IOException {
    if (input.equals("-") || !Progress.onTerminal() || !Files.isRegularFile(Path.of(input))) {
      return 0;
    }
    try (var in = Files.newInputStream(Path.of(input))) {
      var chunk = new byte[1 << 16];
      long lines = 0;
      for (int n = in.read(chunk); n > 0; n = in.read(chunk)) {
        for (int i = 0; i < n; i++) {
          lines += chunk[i] == '\n' ? 1 : 0;
        }
      }
      return lines;
    }
  }

  private Output openOutput() throws IOException {
    if (output == null) {
      return Output.standard();
    }
    return resume ? Output.resume(output) : Output.create(output);
  }

  /** Null where nothing is charged. */
  private Payment payment() {
    return escrow == null || escrow.isEmpty()
        ? null
        : new Payment(
            network,
            new Escrow(chainId, escrow.toLowerCase(Locale.ROOT)),
            ceiling,
            maxPrice,
            AUTHORISED_FOR);
  }

  private RequestProducer producer() {
    return RequestProducer.builder()
        .bootstrapServers(bootstrap)
        .schemaRegistry(registry)
        .kafka(ClientFile.read(kafkaConfig))
        .identity(Identity.loadOrCreate(key))
        .modelId(model)
        .replicas(replicas)
        .deadline(deadline)
        .grace(GRACE)
        .maxInFlight(maxInFlight)
        .memory(Math.max(20_000, 4 * maxInFlight))
        .ownReplyTopic(ownReplyTopic)
        .resuming(resume)
        .payment(payment())
        .build();
  }
}
