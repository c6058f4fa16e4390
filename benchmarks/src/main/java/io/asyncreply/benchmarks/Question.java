package io.asyncreply.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A request and the answer that belongs to it, as bytes in which only a number changes,
 * so that an answer to somebody else's question is noticed where the answer repeats it.
 * Where there is no text there is no number.
 */
final class Question {

	static final int PAYLOAD_BYTES = 198;

	private static final int DIGITS = 16;

	private static final String NUMBER = "#".repeat(DIGITS);

	private final byte[] request;

	private final byte[] answer;

	private final int numberInRequest;

	private final int numberInAnswer;

	Question(Call call) {
		String text = NUMBER + "x".repeat(PAYLOAD_BYTES - "{\"text\":\"\"}".length() - DIGITS);
		String asked = call.ask(text);
		String expected = call.answer(text);
		this.request = asked.getBytes(StandardCharsets.US_ASCII);
		this.answer = expected.getBytes(StandardCharsets.US_ASCII);
		this.numberInRequest = asked.indexOf(NUMBER);
		this.numberInAnswer = expected.indexOf(NUMBER);
	}

	/**
	 * Makes it another question.
	 * @param number what makes it different from every other
	 */
	void renumber(long number) {
		write(number, this.request, this.numberInRequest);
		write(number, this.answer, this.numberInAnswer);
	}

	private static void write(long number, byte[] text, int at) {
		if (at < 0) {
			return;
		}
		long rest = number;
		for (int i = DIGITS - 1; i >= 0; i--) {
			text[at + i] = (byte) ('0' + rest % 10);
			rest /= 10;
		}
	}

	byte[] request() {
		return this.request;
	}

	/**
	 * Whether a response holds the answer.
	 * @param bytes what holds the response
	 * @param length how many of the bytes are the response's
	 */
	boolean isAnsweredBy(byte[] bytes, int length) {
		for (int i = 0; i <= length - this.answer.length; i++) {
			if (bytes[i] == this.answer[0]
					&& Arrays.equals(bytes, i, i + this.answer.length, this.answer, 0, this.answer.length)) {
				return true;
			}
		}
		return false;
	}

}
