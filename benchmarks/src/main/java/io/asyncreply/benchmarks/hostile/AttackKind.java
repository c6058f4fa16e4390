package io.asyncreply.benchmarks.hostile;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

import org.springframework.util.StringUtils;

/**
 * The ways in which a hostile caller uses a connection.
 */
enum AttackKind {

	/** Sends a header line each turn and never ends the head. */
	SLOW_HEAD(false, "POST /v1/requests HTTP/1.1\r\nHost: localhost\r\n", "X-Slow: 1\r\n"),

	/** Announces 1 MiB and sends a byte each turn. */
	SLOW_BODY(false, post("application/json", "Content-Length: 1048576"), " "),

	/** Sends a line of an upload that is rejected each turn. */
	DRIP(false, post("application/x-ndjson", "Transfer-Encoding: chunked"), "2\r\nx\n\r\n"),

	/** Asks for a large status and reads nothing. */
	SLOW_READER(false, get("%s", "application/json"), ""),

	/** Follows a request with a large result and reads nothing. */
	STREAM(false, get("%s/events", "text/event-stream"), ""),

	/** Lists all requests again and again. */
	LISTS(true, get("/v1/requests?pageSize=200", "application/json"),
			get("/v1/requests?pageSize=200", "application/json")),

	/** Submits 10,000 nested arrays. */
	DEEP_JSON(true, submission("[".repeat(10_000)), submission("[".repeat(10_000))),

	/** Submits small requests without a pause. */
	FLOOD(true, submission(text()), submission(text()).repeat(8)),

	/** Submits 64 MiB of blanks that GZIP reduces to 64 KiB. */
	GZIP_BOMB(true, gzipBomb(), gzipBomb());

	private final boolean reading;

	private final String first;

	private final String turn;

	AttackKind(boolean reading, String first, String turn) {
		this.reading = reading;
		this.first = first;
		this.turn = turn;
	}

	/** Reads names such as {@code slow-head,flood}; {@code all} is all of them. */
	static List<AttackKind> parse(String names) {
		return names.equals("all") ? List.of(values())
				: Stream.of(StringUtils.commaDelimitedListToStringArray(names))
					.map((name) -> valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_')))
					.toList();
	}

	/** Whether the caller reads the answers. */
	boolean isReading() {
		return this.reading;
	}

	/**
	 * Whether the caller neither reads nor sends after its first bytes. It does not
	 * notice that the server has closed the connection.
	 */
	boolean isSilent() {
		return !this.reading && this.turn.isEmpty();
	}

	/**
	 * The bytes that the caller sends first, as ISO 8859-1.
	 * @param path of a request with a large result
	 */
	String first(String path) {
		return this.first.replace("%s", path);
	}

	/** The bytes that the caller sends each turn, as ISO 8859-1. */
	String turn() {
		return this.turn;
	}

	private static String get(String path, String type) {
		return "GET %s HTTP/1.1\r\nHost: localhost\r\nAccept: %s\r\n\r\n".formatted(path, type);
	}

	private static String post(String type, String header) {
		return "POST /v1/requests HTTP/1.1\r\nHost: localhost\r\nContent-Type: %s\r\n%s\r\n\r\n".formatted(type,
				header);
	}

	private static String text() {
		return "{\"operation\":\"text.process\",\"payload\":{\"text\":\"flood\"}}";
	}

	private static String submission(String body) {
		return post("application/json", "Content-Length: " + body.length()) + body;
	}

	private static String gzipBomb() {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
			byte[] blanks = " ".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
			for (int mebibyte = 0; mebibyte < 64; mebibyte++) {
				gzip.write(blanks);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return post("application/json", "Content-Encoding: gzip\r\nContent-Length: " + bytes.size())
				+ bytes.toString(StandardCharsets.ISO_8859_1);
	}

}
