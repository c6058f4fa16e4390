package io.asyncreply.benchmarks.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Client of System A for everything but load: uploads, results, single calls and metrics.
 */
public final class SystemAClient {

	/** Path of the requests. */
	public static final String REQUESTS = "/v1/requests";

	private static final JsonMapper JSON = new JsonMapper();

	private static final long POLL_MILLIS = 200;

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final URI server;

	public SystemAClient(InetSocketAddress server) {
		this.server = URI.create("http://" + server.getHostString() + ":" + server.getPort());
	}

	public CompletableFuture<HttpResponse<String>> submit(String body) {
		return this.http.sendAsync(post("application/json", HttpRequest.BodyPublishers.ofString(body)),
				HttpResponse.BodyHandlers.ofString());
	}

	private HttpRequest post(String type, HttpRequest.BodyPublisher body) {
		return HttpRequest.newBuilder(this.server.resolve(REQUESTS)).header("Content-Type", type).POST(body).build();
	}

	public CompletableFuture<HttpResponse<String>> get(String path) {
		return this.http.sendAsync(HttpRequest.newBuilder(this.server.resolve(path)).build(),
				HttpResponse.BodyHandlers.ofString());
	}

	/**
	 * Reads a JSON document.
	 * @param path its path
	 * @return the document
	 * @throws IllegalStateException if the status is not 200
	 */
	public JsonNode read(String path) {
		return JSON.readTree(expect(200, get(path).join()).body());
	}

	/**
	 * Reads the value of a metric.
	 * @param name its name, with tags to select
	 * @return the sum over the selected tags
	 */
	public double metric(String name) {
		return read("/actuator/metrics/" + name).at("/measurements/0/value").asDouble();
	}

	/**
	 * Uploads a file of requests.
	 * @param lines the file, one request per line
	 * @return path of the batch
	 * @throws IOException if the upload breaks
	 * @throws InterruptedException if the thread is interrupted
	 */
	public String upload(Path lines) throws IOException, InterruptedException {
		HttpRequest upload = post("application/x-ndjson", HttpRequest.BodyPublishers.ofFile(lines));
		return expect(202, this.http.send(upload, HttpResponse.BodyHandlers.ofString())).headers()
			.firstValue("Location")
			.orElseThrow();
	}

	/**
	 * Polls a request or a batch until it is completed.
	 * @param path path of the request or the batch
	 * @return its last status
	 * @throws InterruptedException if the thread is interrupted
	 */
	public JsonNode awaitCompletion(String path) throws InterruptedException {
		JsonNode status = read(path);
		while (!status.path("done").asBoolean()) {
			TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
			status = read(path);
		}
		return status;
	}

	/**
	 * Downloads the results of a batch.
	 * @param batch path of the batch
	 * @param after number of the line before the first one
	 * @return the lines, to be closed
	 * @throws IOException if the download breaks
	 * @throws InterruptedException if the thread is interrupted
	 */
	public Stream<String> results(String batch, long after) throws IOException, InterruptedException {
		HttpRequest download = HttpRequest.newBuilder(this.server.resolve(batch + "/results?after=" + after)).build();
		return expect(200,
				this.http.send(download, (answer) -> HttpResponse.BodySubscribers.ofLines(StandardCharsets.ISO_8859_1)))
			.body();
	}

	/**
	 * Collects garbage in System A and reads what is left in its heap.
	 * @param pid process of System A
	 * @return MiB
	 * @throws IOException if the collection fails
	 * @throws InterruptedException if the thread is interrupted
	 */
	public double heapMebibytes(long pid) throws IOException, InterruptedException {
		String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
		Process collection = new ProcessBuilder(jcmd, Long.toString(pid), "GC.run")
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		if (collection.waitFor() != 0) {
			throw new IOException("jcmd ended with status " + collection.exitValue());
		}
		return metric("jvm.memory.used?tag=area:heap") / 1024 / 1024;
	}

	/**
	 * Checks the status of an answer.
	 * @param status the expected status
	 * @param answer the answer
	 * @param <T> type of the body
	 * @return the answer
	 * @throws IllegalStateException if it has another status
	 */
	public static <T> HttpResponse<T> expect(int status, HttpResponse<T> answer) {
		if (answer.statusCode() != status) {
			throw new IllegalStateException(answer.uri() + ": " + answer.statusCode() + " " + answer.body());
		}
		return answer;
	}

}
