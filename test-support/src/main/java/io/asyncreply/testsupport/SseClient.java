package io.asyncreply.testsupport;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A caller that reads a stream of server-sent events, line by line.
 */
public final class SseClient implements AutoCloseable {

	private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final HttpResponse<InputStream> response;

	private final BufferedReader lines;

	private SseClient(HttpResponse<InputStream> response) {
		this.response = response;
		this.lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
	}

	/**
	 * Opens a stream.
	 * @param uri where it is
	 * @param headers names and values in turn
	 * @return what the server answered, its headers read
	 */
	public static SseClient open(URI uri, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Accept", "text/event-stream");
		if (headers.length > 0) {
			request.headers(headers);
		}
		return new SseClient(HTTP.sendAsync(request.build(), HttpResponse.BodyHandlers.ofInputStream()).join());
	}

	/**
	 * Tells how the server answered.
	 * @return its answer, the body of which is to be read here
	 */
	public HttpResponse<?> response() {
		return this.response;
	}

	/**
	 * Reads the next line.
	 * @return empty at the end of the stream
	 */
	public Optional<String> readLine() {
		try {
			return Optional.ofNullable(this.lines.readLine());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Reads the next event that has a name, and leaves out comments.
	 * @return empty at the end of the stream
	 */
	public Optional<ReceivedEvent> nextEvent() {
		String name = "";
		String id = "";
		StringBuilder data = new StringBuilder();
		for (Optional<String> line = readLine(); line.isPresent(); line = readLine()) {
			String text = line.get();
			if (text.startsWith("event: ")) {
				name = text.substring("event: ".length());
			}
			else if (text.startsWith("id: ")) {
				id = text.substring("id: ".length());
			}
			else if (text.startsWith("data: ")) {
				data.append(text.substring("data: ".length()));
			}
			else if (text.isEmpty() && !name.isEmpty()) {
				return Optional.of(new ReceivedEvent(name, id, data.toString()));
			}
		}
		return Optional.empty();
	}

	/**
	 * Reads all events to the end of the stream.
	 * @return the events
	 */
	public List<ReceivedEvent> remainingEvents() {
		List<ReceivedEvent> events = new ArrayList<>();
		for (Optional<ReceivedEvent> event = nextEvent(); event.isPresent(); event = nextEvent()) {
			events.add(event.get());
		}
		return events;
	}

	@Override
	public void close() {
		try {
			this.lines.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * An event.
	 *
	 * @param name its name
	 * @param id its id, empty if it has none
	 * @param data what it carries
	 */
	public record ReceivedEvent(String name, String id, String data) {

	}

}
