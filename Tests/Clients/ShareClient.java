import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * What Java's own client makes of a stand-in. It offers HTTP/2 with its first request, and goes on with
 * what the server speaks.
 *
 * usage: java ShareClient.java URL LOGIN
 */
public class ShareClient {
  private static final HttpClient client = HttpClient.newHttpClient();

  private static HttpResponse<String> post(String url, String body) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(10))
        .header("Content-Type", "application/json").header("Accept", "application/json")
        .POST(body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)).build();
    return client.send(request, BodyHandlers.ofString());
  }

  public static void main(String[] arguments) throws Exception {
    var services = arguments[0] + "/ShareWebServices/Services/";
    var session = post(services + "General/LoginPublisherAccountByName", arguments[1]).body();
    var read = services + "Publisher/ReadPublisherLatestGlucoseValues?minutes=1440&maxCount=288"
        + "&sessionId=" + session.replace("\"", "");
    for (var body : new String[] {"", "{}", "null"}) {
      var answer = post(read, body);
      System.out.println(answer.statusCode() + " " + answer.body().split("\"ST\"").length);
    }
  }
}
