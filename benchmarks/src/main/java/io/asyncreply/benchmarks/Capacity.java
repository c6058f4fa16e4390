package io.asyncreply.benchmarks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What System A says of those who take requests from a queue.
 *
 * @param slots how many requests they can work on at once
 * @param perSecond how many they could work off in a second if no slot were ever idle, by
 * what their handlers took in the last minute of work
 */
record Capacity(int slots, double perSecond) {

	static Capacity read(InetSocketAddress systemA, String queue) throws IOException, InterruptedException {
		URI queues = URI.create("http://" + systemA.getHostString() + ":" + systemA.getPort() + "/actuator/queues");
		String answer = HttpClient.newHttpClient()
			.send(HttpRequest.newBuilder(queues).build(), HttpResponse.BodyHandlers.ofString())
			.body();
		JsonNode figures = new JsonMapper().readTree(answer)
			.path("queues")
			.valueStream()
			.filter((one) -> queue.equals(one.path("name").asString()))
			.findFirst()
			.orElseThrow(() -> new IOException("System A knows no queue " + queue + ": " + answer));
		return new Capacity(figures.path("slots").asInt(), figures.path("b").asDouble());
	}

	/** What a handler took, in ms. */
	double meanMillis() {
		return 1_000 * this.slots / this.perSecond;
	}

}
