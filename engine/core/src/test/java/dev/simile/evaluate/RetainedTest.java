package dev.simile.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.simile.Compute;
import dev.simile.memory.Ledger;
import dev.simile.parallel.Workers;
import dev.simile.ratings.Ratings;
import dev.simile.ratings.RatingsBuilder;
import dev.simile.ratings.Split;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RetainedTest {
  /// What is kept of an evaluation, whatever is asked for, is the same for 50 and 5000 users.
  @Test
  void anEvaluationDoesNotGrowWithItsUsers() throws IllegalAccessException {
    long few = retained(50);
    assertThat(retained(5000)).isEqualTo(few);
    assertThat(few).isGreaterThan(1024);
  }

  private static long retained(int users) throws IllegalAccessException {
    RatingsBuilder train = Ratings.builder();
    RatingsBuilder test = Ratings.builder();
    for (int user = 0; user < users; user++) {
      train.add("u" + user, "i" + user % 10, 1 + user % 5);
      for (int item = 1; item < 7; item++)
        test.add("u" + user, "i" + (user + item) % 10, 1 + (user + item) % 5);
    }
    long before = Ledger.total();
    try (Split split = new Split("many", train.build(), test.build());
        FixedModel model = FixedModel.of(split.train(), (user, item) -> item);
        Workers one = Workers.of(1)) { // of more threads some may make their scratch later
      Evaluator on = Evaluator.on(split).compute(Compute.defaults().workers(one));
      on.metrics("auc").evaluate(model); // the model makes its scratch
      long held = Ledger.total();
      ItemCategories kinds = ItemCategories.of("kind", Map.of("i1", List.of("a")));
      Evaluation got =
          on.metrics(Evaluator.ALL)
              .by(
                  new Slicing.UserActivity(),
                  new Slicing.ItemPopularity(),
                  new Slicing.Items(kinds))
              .worst(3)
              .evaluate(model);
      assertThat(Ledger.total()).isEqualTo(held);
      return elements(got);
    } finally {
      assertThat(Ledger.total()).isEqualTo(before);
    }
  }

  /// Elements of all arrays of numbers that an object of this package reaches.
  private static long elements(Object root) throws IllegalAccessException {
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Object> left = new ArrayDeque<>();
    left.push(root);
    long elements = 0;
    while (!left.isEmpty()) {
      Object one = left.pop();
      if (!seen.add(one) || one instanceof Workers || one instanceof Enum) continue;
      if (one instanceof Iterable<?> some) {
        some.forEach(left::push);
      } else if (one.getClass().isArray()) {
        boolean numbers = one.getClass().getComponentType().isPrimitive();
        for (int i = 0; i < Array.getLength(one); i++) {
          Object element = Array.get(one, i);
          if (!numbers && element != null) left.push(element);
        }
        if (numbers) elements += Array.getLength(one);
      } else if (one.getClass().getName().startsWith("dev.simile.")) {
        for (Field field : one.getClass().getDeclaredFields()) {
          if (Modifier.isStatic(field.getModifiers()) || field.getType().isPrimitive()) continue;
          field.setAccessible(true);
          Object value = field.get(one);
          if (value != null) left.push(value);
        }
      }
    }
    return elements;
  }
}
