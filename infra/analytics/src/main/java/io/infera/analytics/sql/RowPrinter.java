package io.infera.analytics.sql;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.flink.table.api.TableResult;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.types.logical.LogicalTypeFamily;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;

/** Prints the rows of a result. */
final class RowPrinter {
  private static final int WIDEST = 100;

  private final PrintWriter out;
  private final boolean json;

  /**
   * @param json a JSON object a line, instead of a table
   */
  RowPrinter(PrintWriter out, boolean json) {
    this.out = out;
    this.json = json;
  }

  /** All rows of a result that has an end. */
  void print(TableResult result) throws Exception {
    List<Column> columns = result.getResolvedSchema().getColumns();
    try (CloseableIterator<Row> rows = result.collect()) {
      if (json) {
        rows.forEachRemaining(row -> out.println(object(row, columns)));
      } else {
        table(rows, columns);
      }
    }
    out.flush();
  }

  /**
   * Rows as they come, each with what it does: +I a new one, -U and +U before and after a change.
   */
  void follow(TableResult result) throws Exception {
    List<Column> columns = result.getResolvedSchema().getColumns();
    try (CloseableIterator<Row> rows = result.collect()) {
      while (rows.hasNext() && !out.checkError()) {
        Row row = rows.next();
        String line =
            json
                ? object(row, columns).put("op", row.getKind().shortString()).toString()
                : row.getKind().shortString() + "  " + String.join("  ", cells(row, columns));
        out.println(line);
      }
    }
  }

  private static ObjectNode object(Row row, List<Column> columns) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      object.set(
          column.getName(), Cells.json(row.getField(i), column.getDataType().getLogicalType()));
    }
    return object;
  }

  private void table(Iterator<Row> rows, List<Column> columns) {
    var lines = new ArrayList<List<String>>();
    lines.add(columns.stream().map(Column::getName).toList());
    rows.forEachRemaining(row -> lines.add(cells(row, columns)));
    var widths = new ArrayList<Integer>();
    for (int i = 0; i < columns.size(); i++) {
      int at = i;
      widths.add(lines.stream().mapToInt(line -> line.get(at).length()).max().orElse(0));
    }
    List<Boolean> numbers = columns.stream().map(RowPrinter::number).toList();
    lines.forEach(line -> out.println(line(line, widths, numbers)));
    int count = lines.size() - 1;
    out.println(count == 1 ? "1 row" : count + " rows");
  }

  private static List<String> cells(Row row, List<Column> columns) {
    var cells = new ArrayList<String>();
    for (int i = 0; i < columns.size(); i++) {
      String cell = Cells.text(row.getField(i), columns.get(i).getDataType().getLogicalType());
      cells.add(cell.length() <= WIDEST ? cell : cell.substring(0, WIDEST - 1) + "…");
    }
    return cells;
  }

  private static boolean number(Column column) {
    return column.getDataType().getLogicalType().is(LogicalTypeFamily.NUMERIC);
  }

  /** Numbers end where their column ends, all else begins where it begins. */
  private static String line(List<String> cells, List<Integer> widths, List<Boolean> numbers) {
    var line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      String side = numbers.get(i) ? "" : "-";
      line.append(String.format("%" + side + Math.max(1, widths.get(i)) + "s  ", cells.get(i)));
    }
    return line.toString().stripTrailing();
  }
}
