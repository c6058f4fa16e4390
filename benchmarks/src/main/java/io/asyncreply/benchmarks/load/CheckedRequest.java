package io.asyncreply.benchmarks.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A request, and the check of its answer.
 */
public final class CheckedRequest {

	private final byte[] request;

	private final byte[] start;

	private final byte[] part;

	/**
	 * Creates a request.
	 * @param request the request
	 * @param start start of a correct answer
	 * @param part another part of a correct answer
	 */
	public CheckedRequest(String request, String start, String part) {
		this.request = request.getBytes(StandardCharsets.US_ASCII);
		this.start = start.getBytes(StandardCharsets.US_ASCII);
		this.part = part.getBytes(StandardCharsets.US_ASCII);
	}

	byte[] bytes() {
		return this.request;
	}

	boolean isAnsweredBy(byte[] answer, int length) {
		return matches(answer, length, 0, this.start) && containsPart(answer, length);
	}

	private boolean containsPart(byte[] answer, int length) {
		for (int i = 0; i < length; i++) {
			if (answer[i] == this.part[0] && matches(answer, length, i, this.part)) {
				return true;
			}
		}
		return false;
	}

	private static boolean matches(byte[] answer, int length, int at, byte[] expected) {
		return at + expected.length <= length
				&& Arrays.equals(answer, at, at + expected.length, expected, 0, expected.length);
	}

}
