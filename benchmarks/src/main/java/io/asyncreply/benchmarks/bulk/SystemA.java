package io.asyncreply.benchmarks.bulk;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * System A as its callers see it.
 */
public final class SystemA {

	private static final JsonMapper JSON = new JsonMapper();

	private static final String REQUESTS = "/v1/requests";

	private static final long LOOK_MILLIS = 200;

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final URI address;

	/**
	 * Makes a caller.
	 * @param address where System A is
	 */
	public SystemA(URI address) {
		this.address = address;
	}

	/**
	 * Submits a request.
	 * @param headers names and values in turn
	 * @return the answer
	 */
	public CompletableFuture<HttpResponse<String>> submit(String... headers) {
		HttpRequest.Builder call = HttpRequest.newBuilder(this.address.resolve(REQUESTS))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(Lines.line(0)));
		if (headers.length > 0) {
			call.headers(headers);
		}
		return this.http.sendAsync(call.build(), HttpResponse.BodyHandlers.ofString());
	}

	/**
	 * Reads something.
	 * @param path where it is
	 * @return the answer
	 */
	public CompletableFuture<HttpResponse<String>> get(String path) {
		return this.http.sendAsync(HttpRequest.newBuilder(this.address.resolve(path)).build(),
				HttpResponse.BodyHandlers.ofString());
	}

	/**
	 * Reads JSON.
	 * @param path where it is
	 * @return what it says
	 */
	public JsonNode read(String path) {
		HttpResponse<String> answer = get(path).join();
		if (answer.statusCode() != 200) {
			throw new IllegalStateException(path + ": " + answer.statusCode() + " " + answer.body());
		}
		return JSON.readTree(answer.body());
	}

	/**
	 * Reads a metric.
	 * @param name its name, and which of its tags are wanted
	 * @return its value
	 */
	public double metric(String name) {
		return read("/actuator/metrics/" + name).at("/measurements/0/value").asDouble();
	}

	/**
	 * Uploads a file of requests.
	 * @param lines the file
	 * @return the path of the batch
	 * @throws IOException if the upload breaks
	 * @throws InterruptedException if it is interrupted
	 */
	public String upload(Path lines) throws IOException, InterruptedException {
		HttpResponse<String> answer = this.http.send(HttpRequest.newBuilder(this.address.resolve(REQUESTS))
			.header("Content-Type", "application/x-ndjson")
			.POST(HttpRequest.BodyPublishers.ofFile(lines))
			.build(), HttpResponse.BodyHandlers.ofString());
		if (answer.statusCode() != 202) {
			throw new IOException("The upload was answered with " + answer.statusCode() + " " + answer.body());
		}
		return answer.headers().firstValue("Location").orElseThrow();
	}

	/**
	 * Waits until all requests of a batch have ended.
	 * @param batch its path
	 * @throws InterruptedException if it is interrupted
	 */
	public void awaitEnd(String batch) throws InterruptedException {
		while (!read(batch).path("done").asBoolean()) {
			TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
		}
	}

	/**
	 * Reads results of a batch.
	 * @param batch its path
	 * @param after the line before the first
	 * @param reader reads the lines
	 * @param <T> what it makes of them
	 * @return that
	 * @throws IOException if the download breaks
	 * @throws InterruptedException if it is interrupted
	 */
	public <T> T results(String batch, long after, LineReader<T> reader) throws IOException, InterruptedException {
		HttpRequest call = HttpRequest.newBuilder(this.address.resolve(batch + "/results?after=" + after)).build();
		try (BufferedReader lines = new BufferedReader(new InputStreamReader(
				this.http.send(call, HttpResponse.BodyHandlers.ofInputStream()).body(), StandardCharsets.ISO_8859_1))) {
			return reader.read(lines.lines());
		}
	}

	/**
	 * Names requests of a batch.
	 * @param batch its path
	 * @param after the line before the first
	 * @param count how many
	 * @return their paths
	 * @throws IOException if they cannot be read
	 * @throws InterruptedException if it is interrupted
	 */
	public List<String> requests(String batch, long after, int count) throws IOException, InterruptedException {
		return results(batch, after,
				(lines) -> lines.limit(count)
					.map((line) -> REQUESTS + "/" + JSON.readTree(line).path("id").asString())
					.toList());
	}

	/**
	 * Reads lines.
	 *
	 * @param <T> what it makes of them
	 */
	@FunctionalInterface
	public interface LineReader<T> {

		/**
		 * Reads lines.
		 * @param lines the lines, of which it may leave the rest
		 * @return what it makes of them
		 */
		T read(Stream<String> lines);

	}

}
