package io.infera.infra;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Lays out rows of text in columns. */
final class Table {
  private Table() {}

  /** Columns as wide as their widest cell, two blanks between them. */
  static String plain(List<String> header, List<List<String>> rows) {
    List<List<String>> all = new ArrayList<>();
    all.add(header);
    all.addAll(rows);
    List<Integer> widths = new ArrayList<>();
    for (int column = 0; column < header.size(); column++) {
      int at = column;
      widths.add(all.stream().mapToInt(row -> row.get(at).length()).max().orElse(0));
    }
    return all.stream().map(row -> line(row, widths)).collect(Collectors.joining());
  }

  /** A Markdown table. */
  static String markdown(List<String> header, List<List<String>> rows) {
    String rule = header.stream().map(cell -> "---").collect(Collectors.joining("|", "|", "|\n"));
    return cells(header) + rule + rows.stream().map(Table::cells).collect(Collectors.joining());
  }

  private static String cells(List<String> row) {
    return row.stream()
        .map(cell -> cell.contains(".") ? "`" + cell + "`" : cell)
        .collect(Collectors.joining(" | ", "| ", " |\n"));
  }

  private static String line(List<String> row, List<Integer> widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < row.size(); column++) {
      line.append(String.format("%-" + widths.get(column) + "s  ", row.get(column)));
    }
    return line.toString().stripTrailing() + "\n";
  }
}
