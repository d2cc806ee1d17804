package dev.simile.app.command;

import dev.simile.app.Session;
import dev.simile.app.demo.Demo;
import java.io.IOException;
import picocli.CommandLine.Command;

/// `simile demo`
@Command(
    name = "demo",
    customSynopsis = "simile demo [OPTION...]",
    sortOptions = false,
    description = {
      "The whole way on 100,000 ratings of films that come with the program: read, train, compare"
          + " with popularity, recommend, explain. Takes less than a minute and writes nothing."
    })
public final class DemoVerb extends Verb {
  @Override
  protected void run(Session session) throws IOException {
    new Demo(session.compute(), text -> session.writeText(null, text)).run();
  }
}
