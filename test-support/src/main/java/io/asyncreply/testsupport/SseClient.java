package io.asyncreply.testsupport;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a stream of server-sent events, line by line.
 */
public final class SseClient implements AutoCloseable {

	private final HttpResponse<InputStream> response;

	private final BufferedReader lines;

	private SseClient(HttpResponse<InputStream> response) {
		this.response = response;
		this.lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
	}

	/**
	 * Opens a stream.
	 * @param uri the URI of the stream
	 * @param headers names and values in turn
	 * @return the stream, after its response headers
	 */
	public static SseClient open(URI uri, String... headers) {
		HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Accept", "text/event-stream");
		if (headers.length > 0) {
			request.headers(headers);
		}
		return new SseClient(
				AsyncReplyClient.HTTP.sendAsync(request.build(), HttpResponse.BodyHandlers.ofInputStream()).join());
	}

	/**
	 * Returns the response of the server.
	 * @return the response; its body is read by this client
	 */
	public HttpResponse<?> response() {
		return this.response;
	}

	/**
	 * Reads the next line.
	 * @return the line, empty at the end of the stream
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
	 * Reads the next event that has a name, and skips comments.
	 * @return the event, empty at the end of the stream
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
	 * One event.
	 *
	 * @param name the event's name
	 * @param id the event's id, empty if it has none
	 * @param data the event's data
	 */
	public record ReceivedEvent(String name, String id, String data) {

	}

}
