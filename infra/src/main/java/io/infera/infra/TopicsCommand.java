package io.infera.infra;

import io.infera.schemas.catalog.Cleanup;
import io.infera.schemas.catalog.Role;
import io.infera.schemas.catalog.Topic;
import io.infera.schemas.catalog.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the catalogue of topics. */
@Command(
    name = "topics",
    description = "Shows every topic: what it holds, for how long, who writes and who reads it.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  infera topics --markdown"})
final class TopicsCommand implements Runnable {
  private static final List<String> HEADER =
      List.of(
          "topic", "key", "value", "partitions", "kept", "time", "writers", "readers", "personal");

  @Option(names = "--markdown", description = "As a Markdown table.")
  private boolean markdown;

  @Override
  public void run() {
    System.out.print(markdown ? Table.markdown(HEADER, rows()) : Table.plain(HEADER, rows()));
  }

  static List<List<String>> rows() {
    List<Topic<?>> topics = new ArrayList<>(Topics.all());
    topics.add(Topics.jobs("<nodeId>"));
    topics.add(Topics.responses("<requester>"));
    return topics.stream().map(TopicsCommand::row).toList();
  }

  private static List<String> row(Topic<?> topic) {
    return List.of(
        topic.name(),
        topic.key(),
        topic.valueType().getSimpleName(),
        Integer.toString(topic.partitions()),
        kept(topic),
        (topic.brokerTime() ? "broker" : "producer") + (topic.ticked() ? ", ticked" : ""),
        roles(topic.writers()),
        roles(topic.readers()),
        topic.personalData() ? "yes" : "no");
  }

  private static String kept(Topic<?> topic) {
    if (topic.cleanup() == Cleanup.DELETE) {
      return topic.retention().toDays() + " d";
    }
    return topic.cleanup() == Cleanup.COMPACT ? "last of each key" : "for ever";
  }

  private static String roles(Set<Role> roles) {
    return roles.stream()
        .sorted()
        .map(role -> role.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }
}
