package io.asyncreply.benchmarks.bulk;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Requests as lines of a file, each with a payload of the same size.
 */
public final class Lines {

	/** As in the comparison of single requests. */
	private static final int PAYLOAD_BYTES = 198;

	private static final int DIGITS = 16;

	private static final String REST = "x".repeat(PAYLOAD_BYTES - DIGITS - "{\"text\":\"\"}".length());

	private Lines() {
	}

	/**
	 * A payload, and what a request on the bare client library asks.
	 * @param number what makes it different from every other
	 */
	static String payload(long number) {
		return String.format(Locale.ROOT, "{\"text\":\"%0" + DIGITS + "d%s\"}", number, REST);
	}

	/** A request. */
	static String line(long number) {
		return "{\"operation\":\"text.process\",\"payload\":" + payload(number) + "}";
	}

	/**
	 * Writes a file.
	 * @param folder where to
	 * @param count how many lines
	 * @return the file
	 * @throws IOException if the disk refuses
	 */
	public static Path write(Path folder, long count) throws IOException {
		Path file = folder.resolve(count + ".ndjson");
		try (BufferedWriter writer = Files.newBufferedWriter(file)) {
			for (long number = 1; number <= count; number++) {
				writer.write(line(number));
				writer.write('\n');
			}
		}
		return file;
	}

}
