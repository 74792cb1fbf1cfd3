package io.infera.analytics.sql;

import java.util.concurrent.ExecutionException;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.table.api.config.TableConfigOptions;
import org.apache.flink.table.api.internal.TableEnvironmentInternal;
import org.apache.flink.table.operations.QueryOperation;

/** Flink SQL in this process, with a table for every topic of the catalogue. */
final class SqlSession implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";

  private final MiniCluster cluster;
  private final TableEnvironment tables;

  private SqlSession(MiniCluster cluster, TableEnvironment tables) {
    this.cluster = cluster;
    this.tables = tables;
  }

  /** A session that leaves out what is no record. Nothing is read yet. */
  static SqlSession open(Connection connection, Mode mode, int parallelism) throws Exception {
    return open(new TableDdl(connection, mode, LenientFormat.IDENTIFIER), mode, parallelism);
  }

  static SqlSession open(TableDdl ddl, Mode mode, int parallelism) throws Exception {
    Configuration flink = flink(parallelism);
    MiniCluster cluster = start(flink, parallelism);
    flink.set(DeploymentOptions.TARGET, "remote");
    flink.set(RestOptions.PORT, cluster.getRestAddress().get().getPort());
    var settings = EnvironmentSettings.newInstance().withConfiguration(flink);
    TableEnvironment tables =
        TableEnvironment.create(
            (mode == Mode.BOUNDED ? settings.inBatchMode() : settings.inStreamingMode()).build());
    ddl.all().forEach(tables::executeSql);
    TableDdl.views().forEach(tables::executeSql);
    return new SqlSession(cluster, tables);
  }

  private static MiniCluster start(Configuration flink, int parallelism) throws Exception {
    var cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(new Configuration(flink))
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(parallelism)
                .setCommonBindAddress(LOOPBACK)
                .build());
    cluster.start();
    return cluster;
  }

  /**
   * Runs a statement, to its end unless it is a query: that is awaited by whoever reads its rows.
   * Flink's own waiting ends with a query's first row, and so never when there is none.
   */
  TableResult execute(String statement) throws InterruptedException, ExecutionException {
    boolean query =
        ((TableEnvironmentInternal) tables).getParser().parse(statement).get(0)
            instanceof QueryOperation;
    TableResult result = tables.executeSql(statement);
    if (!query) {
      result.await();
    }
    return result;
  }

  private static Configuration flink(int parallelism) {
    var flink = new Configuration();
    flink.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
    flink.set(TableConfigOptions.LOCAL_TIME_ZONE, "UTC");
    flink.set(RestOptions.ADDRESS, LOOPBACK);
    flink.set(RestOptions.BIND_ADDRESS, LOOPBACK);
    flink.set(RestOptions.BIND_PORT, "0");
    flink.set(JobManagerOptions.ADDRESS, LOOPBACK);
    flink.set(JobManagerOptions.BIND_HOST, LOOPBACK);
    flink.set(TaskManagerOptions.HOST, LOOPBACK);
    flink.set(TaskManagerOptions.BIND_HOST, LOOPBACK);
    flink.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(128));
    flink.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
    flink.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
    return flink;
  }

  @Override
  public void close() throws Exception {
    cluster.close();
  }
}
