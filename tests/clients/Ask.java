import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** Asks a service in each way that the SPARQL protocol has, as Java's client does it by default. */
public class Ask {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    public static void main(String[] arguments) throws Exception {
        URI endpoint = URI.create(arguments[0] + "/sparql");
        String large = "SELECT (7 AS ?n) {} #" + "x".repeat(700_000);
        for (String query : List.of("SELECT (7 AS ?n) {}", large)) {
            String form = "query=" + URLEncoder.encode(query, StandardCharsets.UTF_8);
            // The first offers another protocol; the others may come over the same connection.
            for (int n = 0; n < 2; n++) {
                say("form", request(endpoint).header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString(form)));
                say("direct", request(endpoint).header("Content-Type", "application/sparql-query")
                    .POST(BodyPublishers.ofString(query)));
                // A body of unknown length comes in chunks.
                say("chunks", request(endpoint).header("Content-Type", "application/sparql-query")
                    .POST(BodyPublishers.fromPublisher(BodyPublishers.ofString(query))));
            }
        }
        say("get", request(URI.create(endpoint + "?query=SELECT%20(7%20AS%20%3Fn)%20%7B%7D")).GET());
        List<CompletableFuture<String>> together = IntStream.range(0, 8).mapToObj(n ->
            CLIENT.sendAsync(request(endpoint).header("Content-Type", "application/sparql-query")
                .POST(BodyPublishers.ofString("SELECT (" + n + " AS ?n) {}")).build(),
                BodyHandlers.ofString()).thenApply(answer -> answer.body().replaceAll("\\s+", ""))).toList();
        for (CompletableFuture<String> each : together) System.out.println("together " + each.get());
    }

    private static HttpRequest.Builder request(URI address) {
        return HttpRequest.newBuilder(address).header("Accept", "text/csv");
    }

    private static void say(String how, HttpRequest.Builder request) throws Exception {
        var answer = CLIENT.send(request.build(), BodyHandlers.ofString());
        System.out.println(how + " " + answer.statusCode() + " " + answer.body().replaceAll("\\s+", ""));
    }
}
