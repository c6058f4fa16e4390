package io.asyncreply.benchmarks.load;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongFunction;

/**
 * Requests of each kind of side. Their texts differ, and a correct answer contains the
 * text of its request.
 */
public enum CallKind implements LongFunction<CheckedRequest> {

	/** System A, with the result in the answer. */
	WAIT(post("/v1/requests", "Prefer: wait=30\r\n"), request("text.process", payload()), "HTTP/1.1 200", processed()),

	/** System A, without the result. The answer does not contain the text. */
	ACCEPT(post("/v1/requests", ""), request("text.process", payload()), "HTTP/1.1 202", "\"state\":\""),

	/** System A, with 50 ms of work in System B, and without a text. */
	SLOW(post("/v1/requests", "Prefer: wait=30\r\n"), request("work.simulate", "{\"millis\":50}"), "HTTP/1.1 200",
			"\"state\":\"SUCCEEDED\""),

	/** The HTTP server of a peer. */
	PEER(post("/process", ""), payload(), "HTTP/1.1 200", processed()),

	/** A worker without HTTP, which sends the payload back. */
	ECHO("", payload(), "", payload());

	/** Stands for the number of the request, and is as long as it. */
	private static final String NUMBER = "################";

	private static final long FIRST_NUMBER = 1_000_000_000_000_000L;

	private final String request;

	private final String body;

	private final String start;

	private final String part;

	CallKind(String head, String body, String start, String part) {
		this.request = head.formatted(body.length()) + body;
		this.body = body;
		this.start = start;
		this.part = part;
	}

	private static String post(String path, String header) {
		return "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n" + header
				+ "Content-Length: %d\r\n\r\n";
	}

	private static String request(String operation, String payload) {
		return "{\"operation\":\"" + operation + "\",\"payload\":" + payload + "}";
	}

	/** 198 bytes on all sides. */
	private static String payload() {
		return "{\"text\":\"" + NUMBER + "x".repeat(171) + "\"}";
	}

	private static String processed() {
		return payload().replace("{\"text\":\"", "\"text\":\"Processed: ").replace("}", "");
	}

	@Override
	public CheckedRequest apply(long number) {
		String digits = String.valueOf(FIRST_NUMBER + number);
		return new CheckedRequest(this.request.replace(NUMBER, digits), this.start, this.part.replace(NUMBER, digits));
	}

	/**
	 * Writes submissions as lines of a file.
	 * @param folder where to write the file
	 * @param count number of lines
	 * @return the file
	 * @throws IOException if it cannot be written
	 */
	public static Path writeSubmissions(Path folder, long count) throws IOException {
		Path file = folder.resolve(count + ".ndjson");
		try (BufferedWriter writer = Files.newBufferedWriter(file)) {
			for (long number = 0; number < count; number++) {
				writer.write(WAIT.body.replace(NUMBER, String.valueOf(FIRST_NUMBER + number)) + "\n");
			}
		}
		return file;
	}

}
