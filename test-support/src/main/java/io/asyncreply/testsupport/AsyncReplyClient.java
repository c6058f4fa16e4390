package io.asyncreply.testsupport;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * HTTP/1.1 client of one server, with shortcuts for System A. All instances share one
 * connection pool. Each call times out after 90 s.
 */
public final class AsyncReplyClient {

	/** The path of the requests of System A. */
	public static final String REQUESTS = "/v1/requests";

	static final HttpClient HTTP = HttpClient.newBuilder()
		.version(HttpClient.Version.HTTP_1_1)
		.connectTimeout(Duration.ofSeconds(10))
		.build();

	private static final Duration TIMEOUT = Duration.ofSeconds(90);

	private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(5);

	private final Function<String, URI> uriResolver;

	/**
	 * Creates a client.
	 * @param uriResolver resolves an absolute path against the server's current address
	 */
	public AsyncReplyClient(Function<String, URI> uriResolver) {
		this.uriResolver = uriResolver;
	}

	/**
	 * Creates the client of a server on the loopback address.
	 * @param port the server's port
	 */
	public static AsyncReplyClient ofPort(int port) {
		return new AsyncReplyClient((path) -> URI.create("http://127.0.0.1:" + port + path));
	}

	/**
	 * Starts a call, {@code GET} unless it gets another method.
	 * @param path the absolute path
	 * @param headers names and values in turn
	 */
	public HttpRequest.Builder request(String path, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(this.uriResolver.apply(path)).timeout(TIMEOUT);
		return (headers.length > 0) ? request.headers(headers) : request;
	}

	/**
	 * Starts the submission of one request.
	 * @param body the JSON of the submission
	 * @param headers names and values in turn
	 */
	public HttpRequest.Builder submission(String body, String... headers) {
		return submission("application/json", body, headers);
	}

	/**
	 * Starts the upload of a batch.
	 * @param lines one submission per line
	 * @param headers names and values in turn
	 */
	public HttpRequest.Builder upload(String lines, String... headers) {
		return submission("application/x-ndjson", lines, headers);
	}

	/** Sends a call, and returns without waiting for its response. */
	public CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest.Builder request) {
		return HTTP.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	/** Sends a call and waits for its response. */
	public HttpResponse<String> send(HttpRequest.Builder request) {
		return sendAsync(request).join();
	}

	/**
	 * Reads a resource.
	 * @param path the absolute path
	 * @param headers names and values in turn
	 */
	public HttpResponse<String> get(String path, String... headers) {
		return send(request(path, headers));
	}

	/**
	 * Opens a stream of server-sent events.
	 * @param path the absolute path
	 * @param headers names and values in turn
	 */
	public SseClient events(String path, String... headers) {
		return SseClient.open(this.uriResolver.apply(path), headers);
	}

	/** Returns whether a {@code GET} is answered with 200 within 5 s. */
	public boolean isOk(String path) {
		return sendAsync(request(path).timeout(PROBE_TIMEOUT))
			.handle((response, failure) -> response != null && response.statusCode() == 200)
			.join();
	}

	private HttpRequest.Builder submission(String contentType, String body, String... headers) {
		return request(REQUESTS, headers).header("Content-Type", contentType)
			.POST(HttpRequest.BodyPublishers.ofString(body));
	}

}
