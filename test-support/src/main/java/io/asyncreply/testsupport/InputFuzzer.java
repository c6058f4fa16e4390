package io.asyncreply.testsupport;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Mutates valid input. The mutations are the same in each run, unless the system property
 * {@code asyncreply.fuzz.cases} asks for another number of cases. The seed is random then
 * and printed, and {@code asyncreply.fuzz.seed} repeats it.
 */
public final class InputFuzzer {

	private static final long SEED = 20_261_122;

	private static final List<String> TOKENS = List.of("null", "[[[[[[[[", "{\"a\":", "}", "]", "\"", "\\", "\\ud800",
			"\\u0000", "\u0000", "\\n", "\n2026-11-22T00:00:00.000Z ERROR forged", "\r\n", "\u001b[31m", "${jndi:x}",
			"%n", "1e999999999", "-0", "9".repeat(1_200), "NaN", "\ud83d\ude80", "\ufeff", "\u2028", "[".repeat(2_000),
			"true", "'; drop table request; --", "../", "%00", "x".repeat(9_000));

	private final Random random;

	private final int caseCount;

	private InputFuzzer(long seed, int caseCount) {
		this.random = new Random(seed);
		this.caseCount = caseCount;
	}

	/**
	 * Starts a run.
	 * @param caseCount the default number of cases
	 */
	public static InputFuzzer create(int caseCount) {
		int requested = Integer.getInteger("asyncreply.fuzz.cases", caseCount);
		long seed = Long.getLong("asyncreply.fuzz.seed", (requested == caseCount) ? SEED : System.nanoTime());
		System.out.println("Fuzz: " + requested + " cases, -Dasyncreply.fuzz.seed=" + seed);
		return new InputFuzzer(seed, requested);
	}

	public int caseCount() {
		return this.caseCount;
	}

	/** Returns a number from 0 to below the bound. */
	public int nextInt(int bound) {
		return this.random.nextInt(bound);
	}

	public boolean nextBoolean(int percent) {
		return nextInt(100) < percent;
	}

	@SafeVarargs
	public final <T> T oneOf(T... choices) {
		return choices[nextInt(choices.length)];
	}

	/** Returns a text that is unusual or invalid almost everywhere. */
	public String randomToken() {
		return TOKENS.get(nextInt(TOKENS.size()));
	}

	/** Returns a copy with up to four changes. */
	public byte[] mutate(byte[] valid) {
		byte[] mutated = valid;
		for (int changes = nextInt(5); changes > 0; changes--) {
			mutated = mutateOnce(mutated);
		}
		return mutated;
	}

	public String mutate(String valid) {
		return new String(mutate(valid.getBytes(StandardCharsets.UTF_8)), StandardCharsets.ISO_8859_1);
	}

	/** Returns a random table of AMQP headers, nested up to a depth. */
	public Map<String, Object> randomHeaders(int depth) {
		Map<String, Object> headers = new HashMap<>();
		for (int entries = nextInt(6); entries > 0; entries--) {
			headers.put(oneOf("attempt", "deadline", "x-death", "traceparent", "__TypeId__", "h" + entries),
					randomHeaderValue(depth));
		}
		return headers;
	}

	private Object randomHeaderValue(int depth) {
		return switch (nextInt((depth > 0) ? 9 : 7)) {
			case 0 -> this.random.nextInt();
			case 1 -> this.random.nextLong();
			case 2 -> Long.MIN_VALUE;
			case 3 -> randomToken();
			case 4 -> this.random.nextDouble();
			case 5 -> new byte[nextInt(200)];
			case 6 -> nextBoolean(50);
			case 7 -> randomHeaders(depth - 1);
			default -> List.of(randomHeaderValue(depth - 1), randomHeaders(depth - 1));
		};
	}

	private byte[] mutateOnce(byte[] bytes) {
		int position = nextInt(bytes.length + 1);
		return switch (nextInt(5)) {
			case 0 -> join(bytes, 0, position);
			case 1 -> join(bytes, 0, position, randomToken().getBytes(StandardCharsets.UTF_8), bytes, position);
			case 2 -> join(bytes, 0, position, new byte[] { (byte) nextInt(256) }, bytes,
					Math.min(bytes.length, position + 1));
			case 3 -> join(bytes, 0, position, bytes, bytes, position);
			default -> join(bytes, 0, position, new byte[0], bytes, Math.min(bytes.length, position + nextInt(20)));
		};
	}

	private static byte[] join(byte[] head, int from, int to) {
		return join(head, from, to, new byte[0], head, head.length);
	}

	private static byte[] join(byte[] head, int from, int to, byte[] middle, byte[] tail, int tailFrom) {
		ByteArrayOutputStream joined = new ByteArrayOutputStream();
		joined.write(head, from, to - from);
		joined.writeBytes(middle);
		joined.write(tail, tailFrom, tail.length - tailFrom);
		return joined.toByteArray();
	}

}
