package dev.simile.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// A figure in terms of columns: what it reads, and how it is made of their sums.
final class Plan {
  /// What is planned.
  final Figure figure;

  /// The distinct columns that it reads, by number.
  final int[] columns;

  /// One ratio, or the two of a difference.
  final Term[] terms;

  /// Which of the groups that take part have anything in these columns, ascending.
  final int[] members;

  /// A ratio that is added or subtracted: each fold's numerators and denominators as indexes into
  /// the columns.
  static final class Term {
    final int sign;
    final boolean root;
    final int[] numerators;
    final int[] denominators;

    Term(int sign, boolean root, int[] numerators, int[] denominators) {
      this.sign = sign;
      this.root = root;
      this.numerators = numerators;
      this.denominators = denominators;
    }
  }

  private Plan(Figure figure, int[] columns, Term[] terms, int[] members) {
    this.figure = figure;
    this.columns = columns;
    this.terms = terms;
    this.members = members;
  }

  /// @param groups that take part
  static Plan of(Figure figure, int[] groups, Columns all) {
    List<Ratio> ratios = ratios(figure);
    int[] columns = new int[2 * ratios.stream().mapToInt(ratio -> ratio.folds().size()).sum()];
    int count = 0;
    Term[] terms = new Term[ratios.size()];
    for (int i = 0; i < terms.length; i++) {
      List<Part> folds = ratios.get(i).folds();
      int[] numerators = new int[folds.size()];
      int[] denominators = new int[folds.size()];
      for (int f = 0; f < folds.size(); f++) {
        numerators[f] = index(columns, count, all.number(folds.get(f).numerators()));
        count = Math.max(count, numerators[f] + 1);
        denominators[f] = index(columns, count, all.number(folds.get(f).denominators()));
        count = Math.max(count, denominators[f] + 1);
      }
      terms[i] = new Term(i == 0 ? 1 : -1, ratios.get(i).root(), numerators, denominators);
    }
    int[] members =
        IntStream.range(0, groups.length).filter(g -> !isEmpty(ratios, groups[g])).toArray();
    return new Plan(figure, Arrays.copyOf(columns, count), terms, members);
  }

  /// The ratios that a figure is made of, the second to be subtracted.
  static List<Ratio> ratios(Figure figure) {
    return switch (figure) {
      case Ratio ratio -> List.of(ratio);
      case Difference difference -> List.of(difference.first(), difference.second());
    };
  }

  /// Whether a group has nothing in any fold.
  static boolean isEmpty(List<Ratio> ratios, int group) {
    for (Ratio ratio : ratios) {
      for (Part fold : ratio.folds()) if (!fold.isEmpty(group)) return false;
    }
    return true;
  }

  private static int index(int[] columns, int count, int column) {
    for (int i = 0; i < count; i++) if (columns[i] == column) return i;
    columns[count] = column;
    return count;
  }
}
