package dev.simile.evaluate;

/// By what figures are broken down, beside being told as a whole.
public sealed interface Slicing {
  /// What it is called, such as `user-activity`.
  String name();

  /// Users in tenths by their number of training ratings, 1 the least active; users with equally
  /// many are in the same tenth, and those that training does not have in `new`.
  record UserActivity() implements Slicing {
    @Override
    public String name() {
      return "user-activity";
    }
  }

  /// Items in tenths by their number of training ratings, 1 the least popular; items with equally
  /// many are in the same tenth, and those that training does not have in `new`.
  record ItemPopularity() implements Slicing {
    @Override
    public String name() {
      return "item-popularity";
    }
  }

  /// Users by one of their attributes.
  record Users(UserGroups groups) implements Slicing {
    @Override
    public String name() {
      return groups.name();
    }
  }

  /// Items by one of their attributes.
  record Items(ItemCategories categories) implements Slicing {
    @Override
    public String name() {
      return categories.name();
    }
  }
}
