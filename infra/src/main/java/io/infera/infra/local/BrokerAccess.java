package io.infera.infra.local;

import io.infera.schemas.catalog.AccessAdmin;
import io.infera.schemas.catalog.AccessRules;
import io.infera.schemas.catalog.Login;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a broker needs so that everybody logs in, and what is not allowed is denied. Clients prove a
 * SCRAM password, whose derived form the controllers keep. What the brokers themselves say to the
 * controllers cannot wait until these have that, so there it is a plain password.
 */
public final class BrokerAccess {
  private static final String SCRAM = AccessAdmin.MECHANISM.mechanismName();

  private BrokerAccess() {}

  /**
   * Settings of a broker, of the same for each of a cluster; they hold its password.
   *
   * @param clients names of the listeners for clients and other brokers
   * @param controllers name of the controllers' listener
   */
  public static Map<String, String> settings(
      Access access, List<String> clients, String controllers) {
    Login broker = access.login(Access.BROKER);
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put(
        "listener.security.protocol.map",
        Stream.concat(clients.stream(), Stream.of(controllers))
            .map(listener -> listener + ":" + Access.PROTOCOL)
            .collect(Collectors.joining(",")));
    settings.put("sasl.enabled.mechanisms", SCRAM);
    settings.put("sasl.mechanism.inter.broker.protocol", SCRAM);
    String scram = broker.jaas("org.apache.kafka.common.security.scram.ScramLoginModule");
    clients.forEach(
        listener ->
            settings.put(
                ofListener(listener) + SCRAM.toLowerCase(Locale.ROOT) + ".sasl.jaas.config",
                scram));
    settings.put("sasl.mechanism.controller.protocol", "PLAIN");
    settings.put(ofListener(controllers) + "sasl.enabled.mechanisms", "PLAIN");
    settings.put(
        ofListener(controllers) + "plain.sasl.jaas.config",
        broker
            .jaas("org.apache.kafka.common.security.plain.PlainLoginModule")
            .replace(";", " user_" + broker.user() + "=\"" + broker.password() + "\";"));
    settings.put(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    settings.put("allow.everyone.if.no.acl.found", "false");
    settings.put(
        "super.users",
        AccessRules.principal(Access.BROKER) + ";" + AccessRules.principal(Access.ADMIN));
    return settings;
  }

  /**
   * What the storage is formatted with, besides the rest: the users that must be known before
   * anybody can make users. They hold passwords, so the tool takes them from a file, a line each.
   */
  public static List<String> formatArguments(Access access) {
    List<String> arguments = new ArrayList<>();
    for (String user : List.of(Access.BROKER, Access.ADMIN)) {
      arguments.add("--add-scram");
      arguments.add(SCRAM + "=[name=" + user + ",password=" + access.login(user).password() + "]");
    }
    return arguments;
  }

  private static String ofListener(String name) {
    return "listener.name." + name.toLowerCase(Locale.ROOT) + ".";
  }
}
